// The head of the ADL queue in C: BitMEX's score of every candidate as a double, and a heap of the best so far whose
// root is the worst of them, so that nearly every candidate costs one comparison. Ties by notional, then by id.

#include "twin.h"

struct ranked {
  double score;
  int64_t notional;
  uint32_t id;
};

static size_t candidates;
static uint32_t *account_id;
static int64_t *account_cash;
static int64_t *position_lots;
static int64_t *position_entry;
static int64_t unit;

static size_t top;
static size_t held;
static struct ranked *best;

/** Whether `a` is closed before `b`. */
static int precedes(const struct ranked *a, const struct ranked *b) {
  if (a->score != b->score) return a->score > b->score;
  if (a->notional != b->notional) return a->notional > b->notional;
  return a->id < b->id;
}

static int by_place(const void *a, const void *b) { return precedes(a, b) ? -1 : 1; }

// Lets an entry sink from a place to where no child is worse than it.
static void sink(size_t place, struct ranked entry) {
  for (;;) {
    size_t child = 2 * place + 1;
    if (child >= held) break;
    if (child + 1 < held && precedes(&best[child], &best[child + 1])) child += 1;
    if (precedes(&best[child], &entry)) break;
    best[place] = best[child];
    place = child;
  }
  best[place] = entry;
}

static void offer(const struct ranked *entry) {
  if (held < top) {
    best[held] = *entry;
    held += 1;
    if (held == top) {
      for (size_t place = held / 2; place-- > 0;) sink(place, best[place]);
    }
  } else if (precedes(entry, &best[0])) {
    sink(0, *entry);
  }
}

static void rank(void) {
  held = 0;
  for (size_t at = 0; at < candidates; at += 1) {
    const int64_t lots = position_lots[at];
    const int64_t notional = lots * unit;
    const int64_t equity = account_cash[at] + notional;
    if (lots <= 0 || equity < 0) continue;
    const int64_t profit = notional - position_entry[at];
    const double percent = (double)profit / (double)position_entry[at];
    const double score =
        profit > 0 ? percent * ((double)notional / (double)equity) : percent * ((double)equity / (double)notional);
    const struct ranked entry = {score, notional, account_id[at]};
    offer(&entry);
  }
  qsort(best, held, sizeof *best, by_place);
}

static void answer(void) {
  printf("{\"answer\":{\"accounts\":[");
  for (size_t at = 0; at < held; at += 1) printf(at == 0 ? "%u" : ",%u", best[at].id);
  printf("]}}\n");
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  const char *folder = argv[1];
  top = strtoul(argv[2], NULL, 10);
  account_id = read_column(folder, "account-id.u32", sizeof *account_id, &candidates);
  account_cash = read_column(folder, "account-cash.i64", sizeof *account_cash, NULL);
  position_lots = read_column(folder, "position-lots.i64", sizeof *position_lots, NULL);
  position_entry = read_column(folder, "position-entry.i64", sizeof *position_entry, NULL);
  unit = *(int64_t *)read_column(folder, "market-unit.i64", sizeof unit, NULL);
  best = malloc((top + 1) * sizeof *best);
  return serve(rank, answer);
}
