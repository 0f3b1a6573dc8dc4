/* driver.c - runs a fuzz target over its corpus, and over mutations of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "fuzz.h"

/* fuzz-NAME FOLDER: each file of it, then each file mutated EXM_FUZZ_ROUNDS times
 * (500 unless set; the same ones in each run). With clang and -Dfuzzers=true the same
 * targets are built against libFuzzer, which does this far longer and better. */

/* A copy of the exact size: a sanitizer sees the first byte read too many. */
static void
run (const guint8 *data,
     gsize         size)
{
  g_autofree guint8 *copy = g_memdup2 (data, size);

  LLVMFuzzerTestOneInput (copy != NULL ? copy : (const guint8 *)"", size);
}

static void
mutate (GByteArray *bytes,
        GRand      *rand)
{
  static const guint8 pieces[] = "{}[]\":,\\u0d8e-+.\n\r\t '\"";
  gint32              times = g_rand_int_range (rand, 1, 6);

  for (gint32 i = 0; i < times && bytes->len > 0; i++)
    {
      guint at = (guint)g_rand_int_range (rand, 0, (gint32)bytes->len);
      guint n = (guint)g_rand_int_range (rand, 1, 64);
      guint left = MIN (bytes->len - at, n);

      switch (g_rand_int_range (rand, 0, 5))
        {
        case 0:
          bytes->data[at] = (guint8)g_rand_int_range (rand, 0, 256);
          break;
        case 1:
          bytes->data[at] = pieces[g_rand_int_range (rand, 0, sizeof pieces - 1)];
          break;
        case 2:
          g_byte_array_remove_range (bytes, at, left);
          break;
        case 3:
          g_byte_array_set_size (bytes, at);
          break;
        default:
          {
            g_autofree guint8 *piece = g_memdup2 (bytes->data + at, left);

            g_byte_array_append (bytes, piece, left);
            break;
          }
        }
    }
}

static guint
run_file (const char *path,
          guint       rounds,
          GRand      *rand)
{
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  if (!g_file_get_contents (path, &data, &size, &error))
    g_error ("%s", error->message);
  run ((const guint8 *)data, size);
  for (guint i = 0; i < rounds; i++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();

      g_byte_array_append (bytes, (const guint8 *)data, (guint)size);
      mutate (bytes, rand);
      run (bytes->data, bytes->len);
    }
  return rounds + 1;
}

int
main (int   argc,
      char *argv[])
{
  const char *wanted = g_getenv ("EXM_FUZZ_ROUNDS");
  guint       rounds = wanted != NULL ? (guint)g_ascii_strtoull (wanted, NULL, 10) : 500;
  g_autoptr (GRand) rand = g_rand_new_with_seed (20240501);
  g_autoptr (GDir) folder = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;
  guint       n = 0;

  if (argc != 2)
    {
      g_printerr ("usage: %s FOLDER\n", argv[0]);
      return 2;
    }
  folder = g_dir_open (argv[1], 0, &error);
  if (folder == NULL)
    g_error ("%s", error->message);
  while ((name = g_dir_read_name (folder)) != NULL)
    g_ptr_array_add (names, g_build_filename (argv[1], name, NULL));
  g_assert_cmpuint (names->len, >, 0);
  for (guint i = 0; i < names->len; i++)
    n += run_file (g_ptr_array_index (names, i), rounds, rand);
  g_print ("%u inputs from %u files\n", n, names->len);
  return 0;
}
