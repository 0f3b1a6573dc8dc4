/* bench-validate.c - the strict scanner against json-glib on the same lines
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>
#include <time.h>

#include "bench-data.h"
#include "bench-goal.h"
#include "exm-json-scan.h"

static double
cpu_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double
scan_all (const char *text,
          gsize       len)
{
  g_autoptr (ExmJsonScan) scan = exm_json_scan_new ();
  const char *end = text + len;
  double      from = cpu_seconds ();

  for (const char *p = text; p < end;)
    {
      const char *line_end = memchr (p, '\n', (gsize)(end - p));

      g_assert_nonnull (line_end);
      g_assert_true (exm_json_validate (scan, p, (gsize)(line_end - p), NULL));
      p = line_end + 1;
    }
  return cpu_seconds () - from;
}

static double
parse_all (const char *text,
           gsize       len)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  const char *end = text + len;
  double      from = cpu_seconds ();

  for (const char *p = text; p < end;)
    {
      const char *line_end = memchr (p, '\n', (gsize)(end - p));

      g_assert_true (json_parser_load_from_data (parser, p, line_end - p, NULL));
      p = line_end + 1;
    }
  return cpu_seconds () - from;
}

int
main (void)
{
  guint            rows = MIN (bench_rows (), 200000); /* its ratio does not depend on the size */
  g_autofree char *folder = g_dir_make_tmp ("exm-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "data.jsonl", NULL);
  g_autofree char *text = NULL;
  double           ratios[BENCH_ROUNDS];
  gsize            len;

  bench_data_write (path, "gemini", rows, 160);
  g_assert_true (g_file_get_contents (path, &text, &len, NULL));
  for (guint i = 0; i < BENCH_ROUNDS; i++)
    {
      double ours = scan_all (text, len);
      double theirs = parse_all (text, len);

      ratios[i] = ours / theirs;
      g_print ("round %u: scanner %.0f MB/s, json-glib %.0f MB/s\n", i + 1, (double)len / ours / 1e6, (double)len / theirs / 1e6);
    }
  bench_remove_folder (folder);
  return bench_goal ("validate-cpu/json-glib", bench_median (ratios), 0.1) ? 0 : 1;
}
