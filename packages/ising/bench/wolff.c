/* Wolff's algorithm in C for comparison: the same loop, with xoshiro128++ for random words. Prints ns of CPU per flip. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint32_t s[4] = {0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x85ebca6b};

static inline uint32_t rotl(uint32_t x, int k) { return (x << k) | (x >> (32 - k)); }

static inline uint32_t next(void) {
  const uint32_t result = rotl(s[0] + s[3], 7) + s[0], t = s[1] << 9;
  s[2] ^= s[0]; s[3] ^= s[1]; s[1] ^= s[2]; s[0] ^= s[3]; s[2] ^= t; s[3] = rotl(s[3], 11);
  return result;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  const double coupling = atof(argv[1]), goal = atof(argv[3]);
  const int size = atoi(argv[2]), sites = size * size;
  const uint64_t threshold = (uint64_t)ceil(-expm1(-2 * coupling) * 4294967296.0);
  int8_t *spins = malloc(sites);
  int32_t *stack = malloc(4 * sites);
  memset(spins, 1, sites);
  double flips = 0;
  clock_t start = 0;
  for (int warm = 1; warm >= 0; warm--) {
    flips = 0;
    start = clock();
    while (flips < (warm ? goal / 5 : goal)) {
      const int seed = (int)(((uint64_t)next() * sites) >> 32);
      const int8_t old = spins[seed];
      int waiting = 1, flipped = 1;
      spins[seed] = -old;
      stack[0] = seed;
      while (waiting > 0) {
        const int site = stack[--waiting], column = site % size, before = waiting;
        const int near[4] = {column == size - 1 ? site + 1 - size : site + 1, column == 0 ? site - 1 + size : site - 1,
                             site + size >= sites ? site + size - sites : site + size,
                             site < size ? site - size + sites : site - size};
        for (int i = 0; i < 4; i++) {
          if (spins[near[i]] == old && next() < threshold) {
            spins[near[i]] = -old;
            stack[waiting++] = near[i];
          }
        }
        flipped += waiting - before;
      }
      flips += flipped;
    }
  }
  double bonds = 0; /* so that nothing is optimised away, and to be checked by eye */
  for (int i = 0; i < sites; i++) bonds += spins[i] * (spins[(i + size) % sites] + spins[i % size == size - 1 ? i + 1 - size : i + 1]);
  printf("{\"nanoseconds\": %.3f, \"energyPerBond\": %.4f}\n", 1e9 * (clock() - start) / CLOCKS_PER_SEC / flips, bonds / (2.0 * sites));
  return 0;
}
