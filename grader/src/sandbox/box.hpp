// Runs one Python file, which nobody trusts, in a process tree of its own and talks with it.
//
// Theory of operation. start() is a checklist: a socket for the conversation and pipes for what it prints; a
// copy of the file in a place of its own, so that the program sees neither its neighbours nor the grader's
// files; a scrubbed environment, resource limits; then the student's interpreter with our runner.py, in the
// strongest enclosure that this machine allows (tier.hpp, enclosed.hpp). After that everything happens in
// pump(): it moves bytes, enforces the limits and calls the owner every few milliseconds so that demand can
// be sampled. One thread, no locks. When the Box goes away, so do every process of the tree and its files.
//
// Two kinds of failure never meet: a Failure means that the grader could not do its work; what the program
// did wrong is an Ending.
#pragma once

#include "os/error.hpp"
#include "os/fd.hpp"
#include "os/subprocess.hpp"
#include "os/temp_dir.hpp"
#include "sandbox/conversation.hpp"
#include "sandbox/enclosure/enclosed.hpp"
#include "sandbox/enclosure/failure.hpp"
#include "sandbox/enclosure/tier.hpp"

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gilkit::sandbox {

struct Limits {
    std::size_t memory_mb = 2048; // address space of each process, MiB
    std::size_t output_kb = 1024; // stdout and stderr together, KiB
    std::size_t tasks = 256;      // threads alive at once, over all processes
};

// A file that lies beside the program's, in a folder that it may not write to.
struct BoxFile {
    std::string name; // without a folder
    std::string contents;
};

struct BoxSpec {
    Enclosure enclosure;               // what it is made with
    std::filesystem::path interpreter; // the real executable
    // What the interpreter must see of this machine's files.
    std::vector<std::filesystem::path> interpreter_needs;
    std::filesystem::path runner; // runner.py
    std::string source;           // the file's bytes
    std::string module;           // the name that it is imported under
    std::string function;         // what it must define
    std::string shown_as;         // the path that the learner knows it by
    std::vector<BoxFile> beside;  // what else it finds in its folder
    // The file is the kit's own, and only calls the program: its lines are not shown to the learner.
    bool is_driver = false;
    int workers = 1;                         // how many cores the program is told to have
    std::vector<int> cpus;                   // the cores that it may really use; empty: all of ours
    int nice = 0;                            // steps back behind us, 0 to 19
    std::optional<double> switch_interval_s; // fixes sys.setswitchinterval; nullopt: Python's default
    // Calls may run under hostile schedules (gilkit_schedules.py, which lies beside runner.py).
    bool schedules = false;
    // We serve the program: Box::take_listener() gives a socket that listens on a loopback which it can
    // reach. Not in tier C, where there is none that is not the machine's.
    bool served = false;
    // The program serves us: a socket that listens (listener.hpp), which it gets as a value of its call,
    // {"$": "listener"}; -1: none. The caller holds it until the box has been started.
    int listener = -1;
    Limits limits;
};

// How the program's turn in the conversation ended.
enum class Ending : std::uint8_t {
    loaded,      // imported, the function is there
    returned,    // `value` holds the result
    unsupported, // returned something that can't cross: `kind` is its type, `message` says where
    raised,      // `kind`, `message`, `traceback`, `line`
    rejected,    // can't be imported or called: `stage` is "syntax", "import", "function" or "signature"
    ended,       // the process is gone: `exit`
    garbled,     // sent bytes that are no message, or one that is no answer to what was asked
    time_limit,
    output_limit,
    stacks,  // `value` says where the threads are
    stopped, // the ticker said so
};

struct Reply {
    Ending ending = Ending::ended;
    nlohmann::json value;
    std::string stage;
    std::string kind;
    std::string message;
    std::string traceback;
    std::string source_line;
    int line = 0; // of the submission; 0: unknown
    os::ExitStatus exit;
    std::int64_t arrived_ns = 0; // when it was in, CLOCK_MONOTONIC
};

// What a message of the runner says: garbled where it is none that a runner sends.
Reply reply_from(const nlohmann::json& message);

// Called about every 5 ms while the box is waited for, with the current time; false ends the wait.
using Ticker = std::function<bool(std::int64_t now_ns)>;

class Box {
public:
    static tl::expected<Box, Failure> start(const BoxSpec& spec);

    // Imports the file. Always ends: at the latest at `deadline_ns`.
    tl::expected<Reply, Failure> load(std::int64_t deadline_ns, const Ticker& ticker);

    // Calls the function; `arguments` is a list of [name, value] in the runner's encoding. `schedule`: what
    // the runner is told of the schedule; null: none.
    tl::expected<Reply, Failure> call(const nlohmann::json& arguments, std::int64_t deadline_ns,
                                      const Ticker& ticker, const nlohmann::json& schedule = nullptr);

    // Where the threads are, also during a call; only with BoxSpec::schedules. Ending::stacks, or what else
    // it says.
    tl::expected<Reply, Failure> stacks(std::int64_t deadline_ns, const Ticker& ticker);

    // Goes on without a question, until the ticker says false, the process ends or the deadline passes.
    tl::expected<Reply, Failure> idle(std::int64_t deadline_ns, const Ticker& ticker);

    // Says good-bye and waits for the process to end by itself: Ending::ended, or time_limit if it does not.
    tl::expected<Reply, Failure> finish(std::int64_t deadline_ns, const Ticker& ticker);

    // With BoxSpec::served, once: nonblocking; clients may be waiting there already.
    os::UniqueFd take_listener() { return std::move(listener_); }

    // The process that everything of the program is below of, or is.
    pid_t pid() { return enclosed_ ? enclosed_->init_pid() : tree().root().pid(); }
    // Whether that process is the box's own, not the program's.
    bool is_enclosed() const { return enclosed_.has_value(); }
    os::ProcessTree& tree() { return enclosed_ ? enclosed_->tree() : *tree_; }
    // What the kernel has refused to all processes together; nothing where it is not asked to (tiers B to D).
    Refused refused() const { return enclosed_ ? enclosed_->refused() : Refused::nothing; }
    // What the program has printed so far, stdout and stderr mixed as they came; the first 64 KiB.
    const std::string& output() const { return output_; }
    // What it has printed to stdout since this was last asked for, as far as its limit of output allows. Of
    // what was printed before the last reply, nothing is missing.
    std::string take_printed();

private:
    Box() = default;

    // Makes the conversation and the output; the program's ends are returned.
    struct Ends;
    tl::expected<Ends, Failure> connect();
    // Starts the program in a folder of its own: tier D.
    tl::expected<void, Failure> start_in_folder(const BoxSpec& spec, const Ends& ends);
    // Starts it in an enclosure: with namespaces, or in a folder of its own without them (tier C).
    tl::expected<void, Failure> start_enclosed(const BoxSpec& spec, const Ends& ends);
    // A folder that nobody else uses: code/ holds the file, work/ is where the program starts.
    os::Result<void> make_folder(const BoxSpec& spec);
    // What has been printed to stderr and not yet read, for when nothing could be started.
    std::string read_complaint();
    tl::expected<Reply, Failure> reply_of_the_end(std::int64_t now_ns);

    // Moves bytes until a message is in, the process ends, a limit is crossed or the ticker has enough.
    tl::expected<Reply, Failure> pump(std::int64_t deadline_ns, const Ticker& ticker);
    void send(const nlohmann::json& message) { outgoing_ += frame_message(message); }
    void flush_outgoing();
    void read_output(os::UniqueFd& pipe);
    // Reads what has arrived; a reply when a message is complete.
    std::optional<Reply> read_channel();

    // Declared first: removed last, when nobody can write into it any more.
    std::optional<os::TempDir> folder_;
    std::optional<os::ProcessTree> tree_; // tier D; else
    std::optional<Enclosed> enclosed_;
    os::UniqueFd listener_;
    os::UniqueFd channel_;
    os::UniqueFd stdout_;
    os::UniqueFd stderr_;
    Limits limits_;
    MessageReader incoming_;
    std::string outgoing_;
    std::string output_;
    std::string stdout_text_; // not yet taken
    std::size_t printed_ = 0; // bytes, kept or not
    nlohmann::json load_request_;
};

} // namespace gilkit::sandbox
