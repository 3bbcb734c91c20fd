# Where `cmake --install` puts what `gilkit_runtime` has built, and the course. The program finds the rest by its own place
# (grader/src/cli/own_files.hpp), so bin/, libexec/gilkit and share/gilkit are not to be configured; the prefix is.

include(GNUInstallDirs)

# Who installs wants neither the tests nor the bench: build gilkit_runtime first.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)
set(CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(kit share/gilkit)
install(TARGETS gilkit RUNTIME DESTINATION bin)
install(TARGETS gilkit-init gilkit-archive RUNTIME DESTINATION libexec/gilkit)
if(GILKIT_BUILD_BINDINGS)
    install(TARGETS gilkit_python LIBRARY DESTINATION libexec/gilkit/python)
endif()

# What Python, editors and npm leave beside them stays where it is.
set(only_ours PATTERN __pycache__ EXCLUDE PATTERN "*.pyc" EXCLUDE PATTERN ".*" EXCLUDE PATTERN "*~" EXCLUDE)
install(DIRECTORY lessons exercises solutions DESTINATION ${kit} ${only_ours})
install(DIRECTORY grader/runner grader/schema DESTINATION ${kit}/grader ${only_ours})
# What is copied into a repository, or into a bundle for Gradescope, for grading elsewhere.
install(DIRECTORY ci DESTINATION ${kit} USE_SOURCE_PERMISSIONS ${only_ours})
# What the site shows of the bench, and what it is made from.
install(DIRECTORY grader/bench/results DESTINATION ${kit}/grader/bench ${only_ours})
install(DIRECTORY site/sitegen site/templates site/static site/schema DESTINATION ${kit}/site ${only_ours})

install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

# The manual page and the completions are printed by the program itself.
install(CODE "
    set(program \"$<TARGET_FILE:gilkit>\")
    include(\"${PROJECT_SOURCE_DIR}/cmake/packaging/texts.cmake\")
")
