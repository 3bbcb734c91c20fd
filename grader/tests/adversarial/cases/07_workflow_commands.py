# 7. Prints commands of CI services.
# gets: wrong-answer
def run_jobs(sizes, workers):
    print("::stop-commands::gilkit\n::error file=x::broken\n##vso[task.complete result=Succeeded]\n::add-mask::0")
    raise_at = "\n::notice::passed\n  ::error::forged"
    return raise_at
