/* window.c - how quick the window is with a million examples
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "window.h"

#include <glib/gstdio.h>
#include <string.h>

#include "bench-data.h"
#include "bench-goal.h"
#include "exm-import.h"

/* Without arguments: the benchmark. `bare`, `empty` and `open FILE`: one start of
 * the program, by which the benchmark measures starts. Wants a display; the meson
 * target gives it a virtual one.
 *
 * The data is made once and kept in EXM_BENCH_CACHE (default: the working
 * folder); each run works on copies. EXM_BENCH_PARTS="keys gaps" does only those. */

/* Against what the million is measured: ten thousand. */
#define SMALL_PART 100
#define SMALL_MIN 2000

/* Another number when bench-data.c writes other posts. */
#define DATA_VERSION 1

static char *
cached (const char *extension,
        guint       rows)
{
  const char      *folder = g_getenv ("EXM_BENCH_CACHE");
  g_autofree char *name = g_strdup_printf ("window-%u-%u.%s", DATA_VERSION, rows, extension);

  return g_build_filename (folder != NULL ? folder : ".", name, NULL);
}

static char *
make_jsonl (guint rows)
{
  char            *path = cached ("jsonl", rows);
  g_autofree char *part = g_strconcat (path, ".part", NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return path;
  bench_data_write (part, "messages", rows, 160);
  g_assert_cmpint (g_rename (part, path), ==, 0);
  return path;
}

static char *
make_dataset (guint rows)
{
  char *path = cached ("exemplar", rows);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return path;

  g_autofree char *jsonl = make_jsonl (rows);
  g_autoptr (GFile) in = g_file_new_for_path (jsonl);
  g_autoptr (GFile) out = g_file_new_for_path (path);
  g_autoptr (ExmSource) source = exm_source_new_file (in);
  g_autoptr (ExmImport) import = exm_import_new (source, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ExmImportReport) report = exm_import_create_sync (import, out, NULL, &error);

  g_assert_no_error (error);
  return path;
}

static char *
copy_dataset (const char *folder,
              const char *name,
              guint       rows)
{
  g_autofree char *from = make_dataset (rows);
  char            *to = g_build_filename (folder, name, NULL);
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) target = g_file_new_for_path (to);
  g_autoptr (GError) error = NULL;

  g_file_copy (source, target, G_FILE_COPY_NONE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return to;
}

static void
make_home (const char *folder)
{
  static const char *const names[] = { "HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_mkdir_with_parents (path, 0700);
      g_setenv (names[i], path, TRUE);
    }
}

static void
remove_tree (GFile *file)
{
  g_autoptr (GFileEnumerator) children =
               g_file_enumerate_children (file, G_FILE_ATTRIBUTE_STANDARD_NAME, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFile *child;

  while (children != NULL && g_file_enumerator_iterate (children, NULL, &child, NULL, NULL) && child != NULL)
    remove_tree (child);
  g_file_delete (file, NULL, NULL);
}

static gboolean
is_wanted (const char *part)
{
  const char *parts = g_getenv ("EXM_BENCH_PARTS");

  return parts == NULL || strstr (parts, part) != NULL;
}

static gboolean
bench_inside (const char *small_path,
              const char *big_path,
              const char *jsonl,
              const char *folder)
{
  BenchWindow *small = bench_window_open (small_path);
  BenchWindow *big = bench_window_open (big_path);
  gboolean     good = TRUE;

  if (is_wanted ("scroll"))
    good &= bench_scroll (small, big);
  if (is_wanted ("filter"))
    good &= bench_filter (small, big);
  bench_window_close (small);
  if (is_wanted ("keys"))
    good &= bench_keys (big, folder);
  if (is_wanted ("label"))
    good &= bench_label (big);
  if (is_wanted ("gaps"))
    good &= bench_gaps (big, jsonl, folder);
  bench_window_close (big);
  return good;
}

int
main (int   argc,
      char *argv[])
{
  const char *cache = g_getenv ("EXM_BENCH_CACHE");
  gboolean    good = TRUE;

  if (argc > 1)
    return bench_open_main (argv[1], argc > 2 ? argv[2] : NULL);
  if (g_getenv ("DISPLAY") == NULL)
    {
      g_print ("skipped: there is no display\n");
      return 77;
    }

  /* On the same disk as the cache: a temporary folder may be in memory. */
  g_autofree char *template = g_build_filename (cache != NULL ? cache : ".", "window-XXXXXX", NULL);
  const char *folder = g_mkdtemp (template);
  g_autoptr (GFile) tree = g_file_new_for_path (folder);
  g_autofree char *jsonl = make_jsonl (bench_rows ());
  g_autofree char *small = copy_dataset (folder, "small.exemplar", MAX (bench_rows () / SMALL_PART, SMALL_MIN));
  g_autofree char *big = copy_dataset (folder, "big.exemplar", bench_rows ());

  g_assert_nonnull (folder);
  make_home (folder);
  if (is_wanted ("open"))
    good &= bench_open ("/proc/self/exe", big);
  good &= bench_inside (small, big, jsonl, folder);
  remove_tree (tree);
  return good ? 0 : 1;
}
