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

} // namespace

bool read_plan(int argc, char** argv, Plan& plan) {
    int next = 1;
    bool good = true;
    // The next word; an empty one when there is none.
    const auto take = [&]() -> const char* {
        good = good && next < argc;
        return good ? argv[next++] : "";
    };
    const auto take_number = [&]() {
        unsigned long value = 0;
        good = good && read_number(take(), value);
        return value;
    };
    // Room for one more in an array that has `count`; its last place, and no good, when there is none.
    const auto one_more = [&](auto& array, std::size_t& count) -> auto& {
        good = good && count < array.size();
        return array[good ? count++ : array.size() - 1];
    };
    while (good && next < argc) {
        const std::string_view word = take();
        if (word == "--") {
            plan.program = argv + next;
            return plan.control_fd >= 0 && *plan.program != nullptr;
        }
        if (word == "--control") {
            plan.control_fd = static_cast<int>(take_number());
        } else if (word == "--filter") {
            plan.filter_fd = static_cast<int>(take_number());
        } else if (word == "--listen") {
            plan.listen = true;
        } else if (word == "--identity") {
            plan.change_identity = true;
            plan.uid = static_cast<uid_t>(take_number());
            plan.gid = static_cast<gid_t>(take_number());
        } else if (word == "--directory") {
            plan.directory = take();
        } else if (word == "--landlock") {
            plan.by_landlock = true;
        } else if (word == "--read") {
            one_more(plan.read, plan.read_count) = take();
        } else if (word == "--write") {
            one_more(plan.write, plan.write_count) = take();
        } else if (word == "--devpts") {
            plan.devpts = take();
        } else if (word == "--tmpfs") {
            Tmpfs& tmpfs = one_more(plan.tmpfs, plan.tmpfs_count);
            tmpfs.where = take();
            tmpfs.size = take();
            tmpfs.files = take();
            tmpfs.mode = take();
        } else if (word == "--limit") {
            Limit& limit = one_more(plan.limits, plan.limit_count);
            limit.resource = static_cast<int>(take_number());
            limit.value = take_number();
        } else {
            good = false;
        }
    }
    return false;
}

} // namespace gilkit::init
