# gilkit_warnings: what we want to hear from the compiler about our own code.

add_library(gilkit_warnings INTERFACE)
target_compile_options(gilkit_warnings INTERFACE
    -Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast)
if(GILKIT_WARNINGS_AS_ERRORS)
    target_compile_options(gilkit_warnings INTERFACE -Werror)
endif()
