# What `cpack` makes in a build folder: a package for the distribution that it runs on. cmake/packaging/release.sh makes
# the one that is published.

set(GILKIT_MAINTAINER "The gilkit authors <authors@gilkit.invalid>" CACHE STRING
    "Whom a package names as its maintainer, as in \"A Name <name@example.org>\"")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME gilkit)
set(CPACK_PACKAGE_CONTACT "${GILKIT_MAINTAINER}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "exercises that teach what Python's GIL does, and their grader")
set(CPACK_PACKAGE_DESCRIPTION
"A course of short lessons and exercises about Python's global interpreter lock
at a terminal, and a native grader that runs submissions in a box.
.
A verdict does not go by the clock on the wall: gilkit asks the kernel how many
cores' worth of work a program asked for at a time, and looks at the GIL from
outside. The same measurements are to be had of any program.")
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PRE_BUILD_SCRIPTS "${PROJECT_SOURCE_DIR}/cmake/packaging/finish_deb.cmake")
set(CPACK_GILKIT_SOURCE "${PROJECT_SOURCE_DIR}")

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SECTION education)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
# The libraries are found by dpkg-shlibdeps. The rest are those of packages.txt that gilkit needs when it runs; what only
# some exercises and the website need is recommended, so that a grading machine can do without.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(python python3)
if(GILKIT_BUILD_BINDINGS)
    # The Python module fits one minor version.
    math(EXPR next "${Python_VERSION_MINOR} + 1")
    set(python "python3 (>= 3.${Python_VERSION_MINOR}), python3 (<< 3.${next})")
endif()
set(CPACK_DEBIAN_PACKAGE_DEPENDS "bubblewrap, ${python}")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS
    "python3-jinja2, python3-markdown-it, python3-pygments, python3-cairosvg, fonts-dejavu-core, g++, cmake, ninja-build, python3-dev, pybind11-dev, git")
include(CPack)
