plugins {
    id("com.android.application") version "8.7.3"
}

android {
    namespace = "dev.mooring.examples.android"
    compileSdk = 34

    defaultConfig {
        applicationId = "dev.mooring.examples.android"
        // Synced tables need the SQLite of API level 30; without them, Mooring runs from 26 on.
        minSdk = 30
        targetSdk = 34
        versionCode = 1
        versionName = "0.1.0"
    }

    buildTypes {
        release {
            isMinifyEnabled = true
            isShrinkResources = true
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"), "proguard-rules.pro")
            signingConfig = signingConfigs.getByName("debug") // So that it can be tried at once.
        }
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
}

dependencies {
    val mooring = "0.1.0-SNAPSHOT"
    implementation("dev.mooring:sync-storage-android:$mooring")
    implementation("dev.mooring:sync-transport-okhttp:$mooring")
}
