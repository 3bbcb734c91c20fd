# CPack runs this between installing into a folder of its own and packing that: adds what Debian wants of a package, and
# gives all files one time where SOURCE_DATE_EPOCH sets it, so that the same sources make the same package.

set(root "${CPACK_TEMPORARY_DIRECTORY}")
set(documents "${root}/usr/share/doc/${CPACK_PACKAGE_NAME}")

if(DEFINED ENV{SOURCE_DATE_EPOCH})
    set(seconds "$ENV{SOURCE_DATE_EPOCH}")
else()
    string(TIMESTAMP seconds "%s" UTC)
endif()

function(run)
    execute_process(COMMAND ${ARGV} RESULT_VARIABLE status OUTPUT_VARIABLE printed ERROR_VARIABLE printed)
    if(NOT status EQUAL 0)
        message(FATAL_ERROR "`${ARGV}` failed (${status}): ${printed}")
    endif()
    set(printed "${printed}" PARENT_SCOPE)
endfunction()

run(env LC_ALL=C date --utc --rfc-email "--date=@${seconds}")
string(STRIP "${printed}" date)
file(WRITE "${documents}/changelog"
"${CPACK_PACKAGE_NAME} (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium

  * What is new stands in CHANGELOG.md.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}
")

file(READ "${CPACK_GILKIT_SOURCE}/LICENSE" licence)
string(REGEX MATCH "Copyright [^\n]*" holder "${licence}")
string(REGEX REPLACE "^Copyright (\\(c\\) )?" "" holder "${holder}")
string(REGEX REPLACE "^.*Copyright [^\n]*\n+" "" licence "${licence}")
string(STRIP "${licence}" licence)
string(REPLACE "\n\n" "\n.\n" licence "${licence}")
string(REPLACE "\n" "\n " licence "${licence}")
file(WRITE "${documents}/copyright"
"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: ${CPACK_PACKAGE_NAME}

Files: *
Copyright: ${holder}
License: Expat

License: Expat
 ${licence}
")
file(REMOVE "${documents}/LICENSE") # all of it is in the copyright

# Static on purpose: it is the first process in a box that shows it no library.
file(WRITE "${root}/usr/share/lintian/overrides/${CPACK_PACKAGE_NAME}"
"${CPACK_PACKAGE_NAME}: statically-linked-binary [usr/libexec/gilkit/gilkit-init]
")

run(gzip -9n "${documents}/changelog" "${documents}/CHANGELOG.md" "${root}/usr/share/man/man1/gilkit.1")
run(chmod -R u=rwX,go=rX "${root}")
if(DEFINED ENV{SOURCE_DATE_EPOCH})
    run(find "${root}" -exec touch --no-dereference "--date=@${seconds}" "{}" +)
endif()
