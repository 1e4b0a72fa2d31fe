// What the C text of kernels is written in: the frame, and each operator of the language of kernels that C has no sign for, as
// a function named after it. With LANES defined, those of lanes as well. Wants -fwrapv, -ffp-contract=off and no -ffast-math.
#include <math.h>
#include <stdint.h>

typedef struct {
  float *store, *work, *settings;
  int *workInts;
  float **reals;
  int **ints;
  int64_t *dims;
  int seed, step, threads;
} Frame;

// Without optimisation a call is what compiles fastest.
#ifdef __OPTIMIZE__
#define ALWAYS static inline __attribute__((always_inline))
#else
#define ALWAYS static
#endif

ALWAYS int one_bits(float x) {
  union { float real; int whole; } either = {.real = x};
  return either.whole;
}

ALWAYS float one_from_bits(int x) {
  union { int whole; float real; } either = {.whole = x};
  return either.real;
}

ALWAYS float one_fma(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
ALWAYS float one_fsqrt(float x) { return __builtin_sqrtf(x); }
ALWAYS float one_fneg(float x) { return -x; }
ALWAYS float one_fabs(float x) { return __builtin_fabsf(x); }
// NaN wins, and of zeros +0 is the larger one: what is equal differs in its sign at most.
ALWAYS float one_fmax(float a, float b) {
  return a != a || a > b ? a : a == b ? one_from_bits(one_bits(a) & one_bits(b)) : b;
}
ALWAYS float one_fmin(float a, float b) {
  return a != a || a < b ? a : a == b ? one_from_bits(one_bits(a) | one_bits(b)) : b;
}
ALWAYS int one_imax(int a, int b) { return a > b ? a : b; }
ALWAYS int one_imin(int a, int b) { return a < b ? a : b; }
ALWAYS int one_floor_div(int a, int b) { return a / b - (a % b != 0 && (a ^ b) < 0); }
ALWAYS int one_floor_mod(int a, int b) { return a - one_floor_div(a, b) * b; }
ALWAYS float one_to_float(int x) { return (float) x; }
ALWAYS int one_iushr(int x, int distance) { return (int) ((unsigned) x >> distance); }
ALWAYS float one_rare_sin(float x) { return (float) sin((double) x); }
ALWAYS float one_rare_cos(float x) { return (float) cos((double) x); }
ALWAYS float one_rare_remainder(float a, float b) {
  float towards_zero = fmodf(a, b);
  return towards_zero == 0 ? copysignf(0, b) : (towards_zero < 0) == (b < 0) ? towards_zero : towards_zero + b;
}

// The keys of random draws
static int mixed(int x) {
  int a = (x ^ one_iushr(x, 16)) * 0x7feb352d;
  int b = (a ^ one_iushr(a, 15)) * (int) 0x846ca68b;
  return b ^ one_iushr(b, 16);
}
ALWAYS int draw_key(const Frame *frame, int site) { return mixed((mixed(mixed(frame->seed) ^ frame->step)) + site); }
ALWAYS int draw_second_key(const Frame *frame, int site) { return mixed(draw_key(frame, site) + (int) 0x9e3779b9); }

#ifdef LANES

typedef float floats __attribute__((vector_size(4 * LANES)));
typedef int ints __attribute__((vector_size(4 * LANES)));
typedef unsigned unsigned_ints __attribute__((vector_size(4 * LANES)));
// The same anywhere in an array.
typedef float loose_floats __attribute__((vector_size(4 * LANES), aligned(4)));
typedef int loose_ints __attribute__((vector_size(4 * LANES), aligned(4)));
// A mask has -1 in the lanes that take part, as comparisons give it.
typedef ints mask;

#define EACH(value) for (int k = 0; k < LANES; k++) result[k] = value; return result;

ALWAYS floats broadcast_floats(float x) { floats result; EACH(x) }
ALWAYS ints broadcast_ints(int x) { ints result; EACH(x) }
ALWAYS mask broadcast_mask(int x) { return broadcast_ints(-x); }
ALWAYS floats zeros(void) { return broadcast_floats(0); }
ALWAYS ints steps(int x, int s) { ints result; EACH(x + k * s) }
ALWAYS mask in_range(int from, int end) { return steps(from, 1) < broadcast_ints(end); }
ALWAYS ints blend_ints(ints b, ints a, mask where) { return (a & where) | (b & ~where); }
ALWAYS floats blend_floats(floats b, floats a, mask where) { return (floats) blend_ints((ints) b, (ints) a, where); }
ALWAYS float first_lane(floats x) { return x[0]; }
ALWAYS int any_lane(mask x) {
  int any = 0;
  for (int k = 0; k < LANES; k++) any |= x[k];
  return any != 0;
}
ALWAYS int all_lanes(mask x) { return !any_lane(~x); }
ALWAYS floats lanes_behind(floats x, int n) { return __builtin_shuffle(x, steps(n, 1)); }

ALWAYS floats zip(floats a, floats b, int half) {
  floats result;
  EACH((k % 2 ? b : a)[half * LANES / 2 + k / 2])
}

ALWAYS floats load_floats(const float *at) { return *(const loose_floats *) at; }
ALWAYS ints load_ints(const int *at) { return *(const loose_ints *) at; }
ALWAYS floats load_floats_where(const float *at, mask where) { floats result; EACH(where[k] ? at[k] : 0) }
ALWAYS ints load_ints_where(const int *at, mask where) { ints result; EACH(where[k] ? at[k] : 0) }
ALWAYS void store_floats(float *at, floats x) { *(loose_floats *) at = x; }
ALWAYS void store_ints(int *at, ints x) { *(loose_ints *) at = x; }
ALWAYS void store_floats_where(float *at, floats x, mask where) {
  for (int k = 0; k < LANES; k++) if (where[k]) at[k] = x[k];
}
ALWAYS void store_ints_where(int *at, ints x, mask where) {
  for (int k = 0; k < LANES; k++) if (where[k]) at[k] = x[k];
}

ALWAYS ints lanes_bits(floats x) { return (ints) x; }
ALWAYS floats lanes_from_bits(ints x) { return (floats) x; }
ALWAYS floats lanes_fma(floats a, floats b, floats c) { floats result; EACH(one_fma(a[k], b[k], c[k])) }
ALWAYS floats lanes_fsqrt(floats x) { floats result; EACH(one_fsqrt(x[k])) }
ALWAYS floats lanes_fneg(floats x) { return -x; }
ALWAYS floats lanes_fabs(floats x) { return (floats) ((ints) x & broadcast_ints(0x7fffffff)); }
ALWAYS floats lanes_fmax(floats a, floats b) {
  floats other = blend_floats(b, (floats) ((ints) a & (ints) b), a == b);
  return blend_floats(other, a, (a != a) | (a > b));
}
ALWAYS floats lanes_fmin(floats a, floats b) {
  floats other = blend_floats(b, (floats) ((ints) a | (ints) b), a == b);
  return blend_floats(other, a, (a != a) | (a < b));
}
ALWAYS ints lanes_imax(ints a, ints b) { return blend_ints(b, a, a > b); }
ALWAYS ints lanes_imin(ints a, ints b) { return blend_ints(b, a, a < b); }
ALWAYS floats lanes_to_float(ints x) { return __builtin_convertvector(x, floats); }
ALWAYS ints lanes_iushr(ints x, int distance) { return (ints) ((unsigned_ints) x >> distance); }
ALWAYS floats lanes_rare_sin(floats x) { floats result; EACH(one_rare_sin(x[k])) }
ALWAYS floats lanes_rare_cos(floats x) { floats result; EACH(one_rare_cos(x[k])) }
ALWAYS floats lanes_rare_remainder(floats a, floats b) { floats result; EACH(one_rare_remainder(a[k], b[k])) }

#endif
