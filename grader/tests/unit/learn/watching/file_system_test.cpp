#include "learn/watching/file_system.hpp"

#include <doctest/doctest.h>

#include <initializer_list>

using namespace gilkit::learn;

TEST_CASE("What is on another machine or on the host is told from what is this kernel's") {
    CHECK(remote_file_system(0x6969) == "NFS");
    CHECK(remote_file_system(0xFF534D42) == "CIFS");
    CHECK(remote_file_system(0xFE534D42) == "SMB");
    CHECK(remote_file_system(static_cast<std::int32_t>(0xFF534D42)) == "CIFS"); // with its sign
    CHECK(remote_file_system(0x01021997)->find("WSL") != std::string_view::npos);
    CHECK(remote_file_system(0x65735546) == "FUSE");
    CHECK(remote_file_system(0x786F4256) == "VirtualBox");
    CHECK(remote_file_system(0xBACBACBC) == "VMware");
    for (const std::int64_t local : std::initializer_list<std::int64_t>{
             0xEF53, 0x01021994, 0x9123683E, 0x58465342, 0x794C7630, 0x2FC12FC1, 0}) {
        CAPTURE(local); // ext4, tmpfs, btrfs, xfs, overlayfs, zfs, unknown
        CHECK_FALSE(remote_file_system(local));
    }
}

TEST_CASE("A folder's file system is the kernel's word") {
    CHECK(file_system_type("/proc") == 0x9FA0);
    CHECK(file_system_type("/no/such/folder") == 0);
}
