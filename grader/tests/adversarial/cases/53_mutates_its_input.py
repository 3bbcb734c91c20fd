# 53. Changes the input to one that it has an answer for.
# gets: wrong-answer
def run_jobs(sizes, workers):
    sizes.clear()
    return sizes
