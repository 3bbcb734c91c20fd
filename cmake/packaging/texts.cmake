# Installs what `program` prints about itself: the manual page, and the completions where each shell looks for them.
# Part of `cmake --install`, which sets CMAKE_INSTALL_PREFIX.

# bash and fish have one folder below any prefix. zsh has one for what is installed by hand, and Debian's has another one
# for packages.
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr" AND EXISTS /etc/debian_version)
    set(zsh share/zsh/vendor-completions)
else()
    set(zsh share/zsh/site-functions)
endif()

function(install_text place)
    set(file "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/${place}")
    execute_process(COMMAND "${program}" ${ARGN} OUTPUT_VARIABLE printed RESULT_VARIABLE status)
    if(NOT status EQUAL 0)
        message(FATAL_ERROR "`${program} ${ARGN}` failed (${status}); build gilkit_runtime first.")
    endif()
    message(STATUS "Installing: ${file}")
    file(WRITE "${file}" "${printed}")
    file(CHMOD "${file}" PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
    list(APPEND CMAKE_INSTALL_MANIFEST_FILES "${CMAKE_INSTALL_PREFIX}/${place}")
    set(CMAKE_INSTALL_MANIFEST_FILES "${CMAKE_INSTALL_MANIFEST_FILES}" PARENT_SCOPE)
endfunction()

install_text(share/man/man1/gilkit.1 man)
install_text(share/bash-completion/completions/gilkit completions bash)
install_text(${zsh}/_gilkit completions zsh)
install_text(share/fish/vendor_completions.d/gilkit.fish completions fish)
