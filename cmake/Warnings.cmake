# gilkit_warnings: what we want to hear from the compiler about our own code.

add_library(gilkit_warnings INTERFACE)
target_compile_options(gilkit_warnings INTERFACE
    -Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast)
# GCC 12 sees overlapping and overflowing copies in std::string where there are none (its bug 105651),
# and only when it optimises. clang-tidy would be told the same options, and does not know them.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13 AND NOT CMAKE_CXX_CLANG_TIDY)
    target_compile_options(gilkit_warnings INTERFACE -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds)
endif()
if(GILKIT_WARNINGS_AS_ERRORS)
    target_compile_options(gilkit_warnings INTERFACE -Werror)
endif()
