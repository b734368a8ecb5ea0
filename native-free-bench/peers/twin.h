// What both programs of the C twin share: columns out of files, the clock, and the lines that the parent speaks.

#ifndef TWIN_H
#define TWIN_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/** Reads a whole column; its size says how many elements it has. */
static void *read_column(const char *folder, const char *name, size_t element_bytes, size_t *count) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    perror(path);
    exit(1);
  }
  fseek(file, 0, SEEK_END);
  size_t bytes = (size_t)ftell(file);
  rewind(file);
  void *column = aligned_alloc(64, (bytes + 127) / 64 * 64);
  if (column == NULL || fread(column, 1, bytes, file) != bytes) {
    fprintf(stderr, "%s: could not be read\n", path);
    exit(1);
  }
  fclose(file);
  if (count != NULL) *count = bytes / element_bytes;
  return column;
}

static double now_ms(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

/** Does as it is told until nobody speaks any more. */
static int serve(void (*run)(void), void (*answer)(void)) {
  char order[64];
  printf("{\"ready\":\"gcc %s -O3 -march=native, one thread\"}\n", __VERSION__);
  fflush(stdout);
  while (fgets(order, sizeof order, stdin) != NULL) {
    if (strncmp(order, "answer", 6) == 0) {
      answer();
    } else {
      double start = now_ms();
      run();
      printf("{\"ms\":%.6f}\n", now_ms() - start);
    }
    fflush(stdout);
  }
  return 0;
}

#endif
