# 66. Returns a list that contains itself.
# gets: wrong-answer
def run_jobs(sizes, workers):
    results = []
    results.append(results)
    return results
