// Runs kernels on a frame from a file: `main image` reads the frame, runs them once and writes the frame over;
// `main image seconds` runs them again and again and prints the nanoseconds of the quickest run.
// The file has numbers of this machine's byte order: seed, step, then arrays, each behind its length: the store, the work, the
// settings, the ints of work, the dims as longs; the number of ports; of each port its reals and its ints.
#include "kernels.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

void run(Frame *frame);

// Reads or writes, as the file was opened for.
typedef size_t (*Transfer)(void *, size_t, size_t, FILE *);

static size_t out(void *from, size_t size, size_t count, FILE *file) { return fwrite(from, size, count, file); }

static void transfer(Transfer way, void *at, size_t size, int count, FILE *file) {
  if (way(at, size, count, file) != (size_t) count) {
    perror("image");
    exit(1);
  }
}

static void *array(Transfer way, void *known, int *count, size_t size, FILE *file) {
  transfer(way, count, sizeof(int), 1, file);
  void *at = known ? known : aligned_alloc(64, ((size_t) *count * size / 64 + 1) * 64);
  transfer(way, at, size, *count, file);
  return at;
}

// How long each array is, in the order of the file; so many are enough for 500 ports.
static int counts[1024];

static void whole(Transfer way, Frame *frame, int *ports, FILE *file) {
  int *count = counts;
  transfer(way, &frame->seed, sizeof(int), 1, file);
  transfer(way, &frame->step, sizeof(int), 1, file);
  frame->store = array(way, frame->store, count++, sizeof(float), file);
  frame->work = array(way, frame->work, count++, sizeof(float), file);
  frame->settings = array(way, frame->settings, count++, sizeof(float), file);
  frame->workInts = array(way, frame->workInts, count++, sizeof(int), file);
  frame->dims = array(way, frame->dims, count++, sizeof(int64_t), file);
  transfer(way, ports, sizeof(int), 1, file);
  if (!frame->reals) {
    frame->reals = calloc(*ports, sizeof(float *));
    frame->ints = calloc(*ports, sizeof(int *));
  }
  for (int i = 0; i < *ports; i++) {
    frame->reals[i] = array(way, frame->reals[i], count++, sizeof(float), file);
    frame->ints[i] = array(way, frame->ints[i], count++, sizeof(int), file);
  }
}

static int64_t nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static int64_t quickest(Frame *frame, double seconds) {
  int64_t best = INT64_MAX;
  int64_t end = nanoseconds() + (int64_t) (seconds * 1e9);
  while (nanoseconds() < end) {
    int64_t start = nanoseconds();
    run(frame);
    int64_t time = nanoseconds() - start;
    best = time < best ? time : best;
  }
  return best;
}

int main(int argc, char **argv) {
  Frame frame = {.threads = 1};
  int ports;
  FILE *file = fopen(argv[1], "rb");
  whole(fread, &frame, &ports, file);
  fclose(file);
  if (argc > 2) {
    printf("%lld\n", (long long) quickest(&frame, atof(argv[2])));
    return 0;
  }
  run(&frame);
  file = fopen(argv[1], "wb");
  whole(out, &frame, &ports, file);
  fclose(file);
}
