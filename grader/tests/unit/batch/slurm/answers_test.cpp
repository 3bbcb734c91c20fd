#include "batch/slurm/answers.hpp"

#include <doctest/doctest.h>

using namespace gilkit::batch::slurm;

TEST_CASE("the queue is read as squeue tells it") {
    const auto queue = queue_from("gilkit-1a-1|7|0|RUNNING|None\n"
                                  "gilkit-1a-1|7|1|COMPLETING|None\n"
                                  "gilkit-1a-1|7|12|PENDING|Resources\n"
                                  "gilkit-1a-2|9|3|PENDING|launch failed requeued held\n"
                                  "half a line|\n");
    REQUIRE(queue.size() == 4);
    CHECK(queue[0].runs);
    CHECK(queue[0].reason.empty());
    CHECK(queue[1].is_ending);
    CHECK_FALSE(queue[1].runs);
    CHECK(queue[2].job_name == "gilkit-1a-1");
    CHECK(queue[2].job_id == "7");
    CHECK(queue[2].task == 12);
    CHECK(queue[2].reason == "Resources");
    CHECK_FALSE(queue[2].never_begins);
    CHECK(queue[3].never_begins);
    CHECK(queue_from("").empty());
}

TEST_CASE("how tasks ended is read as scontrol tells it") {
    const auto states = last_states_from(
        "JobId=2 ArrayJobId=1 ArrayTaskId=0 JobName=x JobState=FAILED Reason=NonZeroExitCode Requeue=1 "
        "ExitCode=90:0 ReqNodeList=n7 ExcNodeList=(null) NodeList=n1 BatchHost=n1\n"
        "JobId=3 ArrayJobId=1 ArrayTaskId=4 JobName=x JobState=CANCELLED Reason=None ExitCode=0:15 "
        "NodeList=n2\n"
        "JobId=1 ArrayJobId=1 ArrayTaskId=5,7-8%2 JobName=x JobState=CANCELLED Reason=None ExitCode=0:0 "
        "NodeList=(null)\n"
        "JobId=9 JobName=other ArrayTaskId=N/A JobState=RUNNING\n");
    REQUIRE(states.size() == 5);
    CHECK(states[0].task == 0);
    CHECK(states[0].state == "FAILED");
    CHECK(states[0].reason == "NonZeroExitCode");
    CHECK(states[0].exit_code == 90);
    CHECK(states[0].node == "n1");
    CHECK(states[1].signal == 15);
    CHECK(states[1].reason.empty());
    CHECK(states[2].task == 5);
    CHECK(states[3].task == 7);
    CHECK(states[4].task == 8);
    CHECK(states[4].node.empty());
}

TEST_CASE("room is counted on nodes that are up, each once") {
    const std::string nodes =
        "n1|8|idle|main*\nn1|8|idle|long\nn2|5|mixed|main*\nn3|8|down*|main*\nn4|8|idle*|main*\n"
        "n5|8|drained|main*\nn6|64|allocated|long\n";
    CHECK(room_from(nodes, /*only_default=*/true, 2) == 4 + 2);
    CHECK(room_from(nodes, /*only_default=*/false, 2) == 4 + 2 + 32);
    CHECK(room_from(nodes, true, 6) == 1);
    CHECK(room_from("", true, 2) == 0);
}

TEST_CASE("an array has fewer tasks than MaxArraySize") {
    CHECK(largest_array_from("A = 1\nMaxArraySize            = 50\nB = 2\n") == 49);
    CHECK(largest_array_from("") == 1000);
}

TEST_CASE("complaints are told on one line, and those of an absent controller pass") {
    const std::string refused =
        complaint_from("sbatch: error: invalid partition specified: nope\n"
                       "sbatch: error: Batch job submission failed: Invalid partition\n");
    CHECK(refused == "invalid partition specified: nope; Batch job submission failed: Invalid partition");
    CHECK_FALSE(may_pass(refused));
    CHECK(may_pass(
        complaint_from("slurm_load_jobs error: Unable to contact slurm controller (connect failure)\n")));
}

TEST_CASE("an option of sbatch's is found however it is written, the last one") {
    CHECK(option_in({"-p", "a"}, 'p', "partition") == "a");
    CHECK(option_in({"-pa", "--partition=b"}, 'p', "partition") == "b");
    CHECK(option_in({"--partition", "c", "--time=1"}, 'p', "partition") == "c");
    CHECK(option_in({"--priority=5", "-p"}, 'p', "partition").empty());
}
