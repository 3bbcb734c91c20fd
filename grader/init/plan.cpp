#include "plan.hpp"

#include <cerrno>
#include <cstdlib>
#include <string_view>

namespace gilkit::init {

namespace {

bool read_number(const char* text, unsigned long& value) {
    char* end = nullptr;
    errno = 0;
    value = std::strtoul(text, &end, 10);
    return errno == 0 && end != text && *end == '\0';
}

bool read_fd(const char* text, int& fd) {
    unsigned long value = 0;
    const bool read = read_number(text, value);
    fd = static_cast<int>(value);
    return read;
}

} // namespace

bool read_plan(int argc, char** argv, Plan& plan) {
    int next = 1;
    // Takes the values of an option that has `count` of them.
    const auto values = [&](int count) -> char** {
        if (next + count >= argc) {
            return nullptr;
        }
        char** const first = argv + next + 1;
        next += 1 + count;
        return first;
    };
    while (next < argc) {
        const std::string_view word = argv[next];
        if (word == "--") {
            plan.program = argv + next + 1;
            return plan.control_fd >= 0 && *plan.program != nullptr;
        }
        if (word == "--control") {
            char** const v = values(1);
            if (v == nullptr || !read_fd(v[0], plan.control_fd)) {
                return false;
            }
        } else if (word == "--filter") {
            char** const v = values(1);
            if (v == nullptr || !read_fd(v[0], plan.filter_fd)) {
                return false;
            }
        } else if (word == "--identity") {
            char** const v = values(2);
            unsigned long uid = 0;
            unsigned long gid = 0;
            if (v == nullptr || !read_number(v[0], uid) || !read_number(v[1], gid)) {
                return false;
            }
            plan.change_identity = true;
            plan.uid = static_cast<uid_t>(uid);
            plan.gid = static_cast<gid_t>(gid);
        } else if (word == "--directory") {
            char** const v = values(1);
            if (v == nullptr) {
                return false;
            }
            plan.directory = v[0];
        } else if (word == "--landlock") {
            plan.by_landlock = true;
            ++next;
        } else if (word == "--read") {
            char** const v = values(1);
            if (v == nullptr || plan.read_count == plan.read.size()) {
                return false;
            }
            plan.read[plan.read_count++] = v[0];
        } else if (word == "--write") {
            char** const v = values(1);
            if (v == nullptr || plan.write_count == plan.write.size()) {
                return false;
            }
            plan.write[plan.write_count++] = v[0];
        } else if (word == "--devpts") {
            char** const v = values(1);
            if (v == nullptr) {
                return false;
            }
            plan.devpts = v[0];
        } else if (word == "--tmpfs") {
            char** const v = values(4);
            if (v == nullptr || plan.tmpfs_count == plan.tmpfs.size()) {
                return false;
            }
            plan.tmpfs[plan.tmpfs_count++] = {v[0], v[1], v[2], v[3]};
        } else if (word == "--limit") {
            char** const v = values(2);
            unsigned long resource = 0;
            unsigned long value = 0;
            if (v == nullptr || plan.limit_count == plan.limits.size() || !read_number(v[0], resource) ||
                !read_number(v[1], value)) {
                return false;
            }
            plan.limits[plan.limit_count++] = {static_cast<int>(resource), value};
        } else {
            return false;
        }
    }
    return false;
}

} // namespace gilkit::init
