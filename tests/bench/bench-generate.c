/* bench-generate.c - writes a file of made-up posts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "bench-data.h"

int
main (int   argc,
      char *argv[])
{
  if (argc < 4)
    {
      g_printerr ("usage: %s FILE messages|gemini|csv ROWS [BYTES-OF-TEXT]\n", argv[0]);
      return 2;
    }
  bench_data_write (argv[1], argv[2], (guint)g_ascii_strtoull (argv[3], NULL, 10), argc > 4 ? (guint)g_ascii_strtoull (argv[4], NULL, 10) : 160);
  return 0;
}
