pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositoriesMode.set(RepositoriesMode.FAIL_ON_PROJECT_REPOS)
    repositories {
        // Mooring, until it is in a public repository: `mvn -B install` in the folder of the project puts it there.
        mavenLocal {
            content { includeGroup("dev.mooring") }
        }
        google()
        mavenCentral()
    }
}

rootProject.name = "todo-android"
