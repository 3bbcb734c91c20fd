#include "os/cores.hpp"

#include "os/helpers.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace gilkit::os;
using namespace gilkit::os::test;

namespace {

// A /proc/self and a mounted hierarchy that exist only here.
class FakeCgroups {
public:
    std::string point() const { return (scratch_ / "cgroup").string(); }

    void mounted_v2(const std::string& root = "/") const {
        mountinfo("30 23 0:26 " + root + " " + point() +
                  " rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n");
    }
    void mounted_v1(const std::string& root = "/") const {
        mountinfo("33 23 0:28 / " + point() + "/memory rw shared:9 - cgroup cgroup rw,memory\n" +
                  "34 23 0:29 " + root + " " + point() + " rw shared:10 - cgroup cgroup rw,cpu,cpuacct\n");
    }
    void mountinfo(const std::string& text) const {
        put_file(scratch_ / "proc/mountinfo", "22 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw\n" + text);
    }
    void own_groups(const std::string& text) const { put_file(scratch_ / "proc/cgroup", text); }
    void quota_v2(const std::string& group, const std::string& text) const {
        put_file(point() + group + "/cpu.max", text);
    }
    void quota_v1(const std::string& group, const std::string& quota, const std::string& period) const {
        put_file(point() + group + "/cpu.cfs_quota_us", quota);
        put_file(point() + group + "/cpu.cfs_period_us", period);
    }

    std::optional<double> quota() const { return cgroup_cpu_quota(scratch_ / "proc"); }

private:
    Scratch scratch_;
};

} // namespace

TEST_CASE("cpu.max is a quota over a period") {
    CHECK(parse_cpu_max("150000 100000\n") == 1.5);
    CHECK(parse_cpu_max("50000 100000") == 0.5);
    for (const std::string text :
         {"", "max 100000\n", "max", "100000", "-1 100000", "0 100000", "100000 0", "a b"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_cpu_max(text));
    }
}

TEST_CASE("The quota of the own group counts (v2)") {
    const FakeCgroups fake;
    fake.mounted_v2();
    fake.own_groups("0::/user.slice/job\n");
    fake.quota_v2("/user.slice/job", "250000 100000\n");
    CHECK(fake.quota() == 2.5);
}

TEST_CASE("The tightest quota among the group and its ancestors counts") {
    const FakeCgroups fake;
    fake.mounted_v2();
    fake.own_groups("0::/a/b/c\n");
    fake.quota_v2("/a/b/c", "400000 100000\n");
    fake.quota_v2("/a/b", "max 100000\n");
    fake.quota_v2("/a", "150000 100000\n");
    CHECK(fake.quota() == 1.5);
    // A neighbour's does not.
    fake.quota_v2("/a/other", "10000 100000\n");
    CHECK(fake.quota() == 1.5);
    fake.quota_v2("", "120000 100000\n");
    CHECK(fake.quota() == 1.2);
}

TEST_CASE("The quota is found in the hierarchy of the cpu controller (v1)") {
    const FakeCgroups fake;
    fake.mounted_v1();
    fake.own_groups("5:memory:/elsewhere\n4:cpu,cpuacct:/docker/abc\n1:name=systemd:/x\n");
    fake.quota_v1("/docker/abc", "50000\n", "100000\n");
    fake.quota_v1("/docker", "-1\n", "100000\n");
    CHECK(fake.quota() == 0.5);
    fake.quota_v1("/docker/abc", "-1\n", "100000\n");
    CHECK_FALSE(fake.quota());
}

TEST_CASE("In a container only a part of the hierarchy is mounted") {
    const FakeCgroups fake;
    SUBCASE("the part is the own group") {
        fake.mounted_v1("/docker/abc");
        fake.own_groups("4:cpu,cpuacct:/docker/abc\n");
        fake.quota_v1("", "200000", "100000");
        CHECK(fake.quota() == 2.0);
    }
    SUBCASE("the own group lies below the part") {
        fake.mounted_v2("/docker/abc");
        fake.own_groups("0::/docker/abc/init\n");
        fake.quota_v2("/init", "70000 100000");
        CHECK(fake.quota() == 0.7);
    }
    SUBCASE("a group whose name begins alike is another one") {
        fake.mounted_v2("/docker/ab");
        fake.own_groups("0::/docker/abc\n");
        fake.quota_v2("/c", "70000 100000");
        CHECK_FALSE(fake.quota());
    }
    SUBCASE("a namespace hides the groups above") {
        fake.mounted_v2();
        fake.own_groups("0::/\n");
        fake.quota_v2("", "90000 100000");
        CHECK(fake.quota() == 0.9);
    }
    SUBCASE("the own group lies outside of the namespace") {
        fake.mounted_v2();
        fake.own_groups("0::/../../other\n");
        CHECK_FALSE(fake.quota());
    }
}

TEST_CASE("Without a quota, or without cgroups, there is none") {
    const FakeCgroups fake;
    CHECK_FALSE(fake.quota()); // not even the files
    fake.own_groups("0::/a\n");
    fake.mountinfo("");
    CHECK_FALSE(fake.quota());
    fake.mounted_v2();
    CHECK_FALSE(fake.quota());
    fake.quota_v2("/a", "max 100000\n");
    CHECK_FALSE(fake.quota());
}

TEST_CASE("Malformed lines are passed over") {
    const FakeCgroups fake;
    fake.mounted_v2();
    const std::string good = "31 23 0:26 / " + fake.point() + " rw - cgroup2 cgroup2 rw\n";
    fake.mountinfo("\n - \nno separator here\n - cgroup2\n1 2 3 - cgroup2 x y\n" + good);
    fake.own_groups("\n:\nnonsense\n0:\n0::/a\n");
    fake.quota_v2("/a", "300000 100000\n");
    CHECK(fake.quota() == 3.0);
    fake.quota_v2("/a", "garbage");
    CHECK_FALSE(fake.quota());
}

TEST_CASE("This machine has at least one core for us") {
    const auto cpus = allowed_cpus();
    REQUIRE_FALSE(cpus.empty());
    CHECK(std::is_sorted(cpus.begin(), cpus.end()));
    CHECK(online_cpus() >= 1);
    CHECK(effective_cores() > 0);
    CHECK(effective_cores() <= static_cast<double>(cpus.size()));
    CHECK_FALSE(kernel_release().empty());
}
