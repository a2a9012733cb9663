# schedule: the wall time of a profile on so many cores, from the measured times of its steps.
#
#   awk -f tools/schedule.awk -v workers="1 2 16" -v planned="ID ID ..." LOG
#
# LOG is what build/bin/pace noted: kind, run, seconds, when.  Of each step the last time counts (of
# a run that was interrupted, what it took to its end from there); one that was not timed yet counts as the mean of its kind.
# Steps are begun as Make does: as soon as what they are made of is there and a core is free,
# in the order of the plan.  Printed are wall time, how busy the cores are, and the longest chain, which no
# number of cores can shorten.
BEGIN {
  FS = "\t"
  kinds = split("train attractors populations complexity development horizon", kind, " ")
  before["attractors"] = before["populations"] = before["complexity"] = before["development"] = "train"
  before["horizon"] = "attractors"
  ends = split("portraits summaries why multiverse claims", ending, " ") # after all, one after the other where they need each other
  after["why"] = after["multiverse"] = "summaries"; after["claims"] = "multiverse"
}
{
  if (($1, $2) in seconds) sum[$1] -= seconds[$1, $2]; else ++count[$1]
  seconds[$1, $2] = $3; sum[$1] += $3
}

# The core that is free first.
function freest(n,  i, best) {
  for (best = i = 1; i <= n; ++i) if (free[i] < free[best]) best = i
  return best
}
function run(step, n,  core, begin) {
  core = freest(n)
  begin = ready[step] > free[core] ? ready[step] : free[core]
  done[step] = free[core] = begin + seconds[step]
  busy += seconds[step]
}
# List scheduling: whenever a core is free, the first step of the list that is ready by then.
function simulate(n,  i, left, best, core, now, next_ready) {
  for (i = 1; i <= n; ++i) free[i] = 0
  split("", done); busy = 0
  first = 1
  for (left = steps; left > 0; --left) {
    core = freest(n); now = free[core]; best = 0; next_ready = -1
    while (first <= steps && (list[first] in done)) ++first
    for (i = first; i <= steps; ++i) {
      if (list[i] in done) continue
      if (need[list[i]] == "") { best = i; ready[list[i]] = 0; break }
      if (!(need[list[i]] in done)) continue
      ready[list[i]] = done[need[list[i]]]
      if (ready[list[i]] <= now) { best = i; break }
      if (next_ready < 0 || ready[list[i]] < next_ready) { next_ready = ready[list[i]]; soonest = i }
    }
    run(list[best ? best : soonest], n)
  }
  last = 0
  for (i in done) if (done[i] > last) last = done[i]
}
function clock(s) { return s < 60 ? sprintf("%.0f s", s) : s < 3600 ? sprintf("%d min %02d s", s / 60, s % 60) : sprintf("%d h %02d min", s / 3600, s % 3600 / 60) }

END {
  runs = split(planned, id, " ")
  for (i = 1; i <= runs; ++i) {
    for (k = 1; k <= kinds; ++k) if (count[kind[k]] && !((kind[k], id[i]) in seconds) && kind[k] !~ /development|horizon/) { # (which not every run has)
      seconds[kind[k], id[i]] = sum[kind[k]] / count[kind[k]]
      ++guessed[kind[k]]
    }
    untimed += !(("train", id[i]) in seconds)
    for (k = 1; k <= kinds; ++k) if ((kind[k], id[i]) in seconds) {
      step = kind[k] SUBSEP id[i]
      list[++steps] = step
      need[step] = before[kind[k]] == "" ? "" : before[kind[k]] SUBSEP id[i]
      if (need[step] != "" && !(need[step] in seconds)) need[step] = ""
    }
  }
  if (untimed || !steps) {
    printf "schedule: %d of %d runs were never timed here; make PROFILE=... does it\n", steps ? untimed : runs, runs > "/dev/stderr"
    exit 1
  }
  for (i = 1; i <= steps; ++i) {
    chain[list[i]] = seconds[list[i]] + (need[list[i]] == "" ? 0 : chain[need[list[i]]])
    if (chain[list[i]] > longest) { longest = chain[list[i]]; at = list[i] }
  }
  for (k = 1; k <= ends; ++k) {
    tail[ending[k]] = ((ending[k], "all") in seconds ? seconds[ending[k], "all"] : 0) + (after[ending[k]] in tail ? tail[after[ending[k]]] : 0)
    if (tail[ending[k]] > tails) { tails = tail[ending[k]]; tail_at = ending[k] }
  }
  for (k = 1; k <= kinds; ++k) printf "%-12s %s\n", kind[k], count[kind[k]] ? sprintf("%4d steps were timed, %.1f s each%s", count[kind[k]], sum[kind[k]] / count[kind[k]], guessed[kind[k]] ? "; " guessed[kind[k]] " are guessed by that" : "") : "was never timed here and is left out"
  n = split(workers, asked, " ")
  for (w = 1; w <= n; ++w) {
    simulate(asked[w])
    printf "on %3d cores: %s, of which the cores are busy for %.0f %%\n", asked[w], clock(last + tails), 100 * (busy + tails) / asked[w] / (last + tails)
  }
  split(at, place, SUBSEP)
  printf "longest chain: %s to the %s of %s%s\n", clock(longest), place[1], place[2], tail_at == "" ? "; the steps over all runs were never timed here" : sprintf(", then %s to the %s of all", clock(tails), tail_at)
}
