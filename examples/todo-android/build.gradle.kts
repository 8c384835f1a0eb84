plugins {
    id("com.android.application") version "8.7.3"
}

android {
    namespace = "dev.mooring.examples.android"
    compileSdk = 34

    defaultConfig {
        applicationId = "dev.mooring.examples.android"
        minSdk = 26
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
    implementation("dev.mooring:sync-transport-okhttp:$mooring") {
        // Maven's name for OkHttp on a JVM. Gradle picks the one for Android below.
        exclude(group = "com.squareup.okhttp3", module = "okhttp-jvm")
    }
    implementation("com.squareup.okhttp3:okhttp:5.5.1")
}
