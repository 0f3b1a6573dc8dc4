/* test-crc32c.c - known values, and both ways the same
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "exm-crc32c.h"

static void
test_vectors (void)
{
  /* RFC 3720, B.4, and the usual check value. */
  guint8 bytes[32];

  g_assert_cmpuint (exm_crc32c_extend (0, "", 0), ==, 0);
  g_assert_cmphex (exm_crc32c_extend (0, "123456789", 9), ==, 0xe3069283);
  memset (bytes, 0, sizeof bytes);
  g_assert_cmphex (exm_crc32c_extend (0, bytes, 32), ==, 0x8a9136aa);
  memset (bytes, 0xff, sizeof bytes);
  g_assert_cmphex (exm_crc32c_extend (0, bytes, 32), ==, 0x62a8ab43);
  for (int i = 0; i < 32; i++)
    bytes[i] = (guint8)i;
  g_assert_cmphex (exm_crc32c_extend (0, bytes, 32), ==, 0x46dd794e);
  for (int i = 0; i < 32; i++)
    bytes[i] = (guint8)(31 - i);
  g_assert_cmphex (exm_crc32c_extend_portable (0, bytes, 32), ==, 0x113fdb5c);
}

/* Slow and obvious. */
static guint32
bitwise (guint32       crc,
         const guint8 *data,
         gsize         length)
{
  crc = ~crc;
  for (gsize i = 0; i < length; i++)
    {
      crc ^= data[i];
      for (int bit = 0; bit < 8; bit++)
        crc = (crc >> 1) ^ ((crc & 1) ? 0x82f63b78u : 0);
    }
  return ~crc;
}

static void
test_random (void)
{
  guint8 bytes[300];

  for (int round = 0; round < 500; round++)
    {
      gsize   start = (gsize)g_test_rand_int_range (0, 9);
      gsize   length = (gsize)g_test_rand_int_range (0, 290);
      gsize   cut = length > 0 ? (gsize)g_test_rand_int_range (0, (int)length) : 0;
      guint32 wanted;

      for (gsize i = 0; i < sizeof bytes; i++)
        bytes[i] = (guint8)g_test_rand_int ();
      wanted = bitwise (0, bytes + start, length);
      g_assert_cmphex (exm_crc32c_extend (0, bytes + start, length), ==, wanted);
      g_assert_cmphex (exm_crc32c_extend_portable (0, bytes + start, length), ==, wanted);
      g_assert_cmphex (exm_crc32c_extend (exm_crc32c_extend (0, bytes + start, cut), bytes + start + cut, length - cut),
                       ==, wanted);
    }
}

static void
test_base64 (void)
{
  static const char *const bad[] = { "", "AAAA", "AAAAAAAA", "AAAAA!==", "COWE3w=", "COWE3w===", "COWE3x==" };
  g_autofree char         *text = exm_crc32c_to_base64 (0xe3069283);
  guint32                  crc = 0;

  g_assert_cmpstr (text, ==, "4waSgw==");
  g_assert_true (exm_crc32c_from_base64 ("COWE3w==", &crc));
  g_assert_cmphex (crc, ==, 0x08e584df);
  g_assert_false (exm_crc32c_from_base64 (NULL, &crc));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (exm_crc32c_from_base64 (bad[i], &crc));
}

static void
test_speed (void)
{
  gsize              size = 32 * 1024 * 1024;
  g_autofree guint8 *bytes = g_malloc (size);
  gint64             start;
  double             fast, portable;

  memset (bytes, 0x5a, size); /* so that no page is touched for the first time */
  start = g_get_monotonic_time ();
  exm_crc32c_extend (0, bytes, size);
  fast = (double)size / (double)MAX (1, g_get_monotonic_time () - start) / 1000;
  start = g_get_monotonic_time ();
  exm_crc32c_extend_portable (0, bytes, size);
  portable = (double)size / (double)MAX (1, g_get_monotonic_time () - start) / 1000;
  g_test_message ("instruction %.1f GB/s, portable %.1f GB/s", fast, portable);
  g_assert_cmpfloat (portable, >, 0.02);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cloud/crc32c/vectors", test_vectors);
  g_test_add_func ("/cloud/crc32c/random", test_random);
  g_test_add_func ("/cloud/crc32c/base64", test_base64);
  g_test_add_func ("/cloud/crc32c/speed", test_speed);
  return g_test_run ();
}
