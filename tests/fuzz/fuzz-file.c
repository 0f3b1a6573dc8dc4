/* fuzz-file.c - a whole file of any kind: sniffed, then read as sniffed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "fuzz.h"

#include "exm-reader-private.h"

static void
read_all (ExmSource      *source,
          const ExmSniff *sniff)
{
  ExmReadStep step;
  ExmReader   reader;
  ExmItem     item;

  if (!_exm_reader_open (&reader, source, sniff, NULL))
    return;
  while ((step = _exm_reader_next (&reader, &item, NULL, NULL)) == EXM_READ_ITEM)
    {
      g_assert_cmpuint (item.line, >, 0);
      if (item.is_bad)
        continue;
      g_assert_true (g_utf8_validate_len (item.input.data, item.input.len, NULL));
      if (item.has_output)
        g_assert_true (g_utf8_validate_len (item.output.data, item.output.len, NULL));
      if (item.has_system)
        g_assert_true (g_utf8_validate_len (item.system.data, item.system.len, NULL));
    }
  g_assert_cmpint (step, ==, EXM_READ_END);
  _exm_reader_close (&reader);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (ExmSource) source = exm_source_new_bytes (bytes, size % 2 == 0 ? "a.csv" : "a");
  g_autoptr (ExmSniff) sniff = exm_sniff_sync (source, NULL, NULL);
  g_autofree char *words = NULL;

  if (sniff == NULL)
    return 0;
  words = exm_sniff_describe (sniff);
  read_all (source, sniff);

  /* And as a table, whatever it is: the user may choose so. */
  sniff->dialect = EXM_DIALECT_CSV;
  if (exm_sniff_again_sync (sniff, source, NULL, NULL))
    read_all (source, sniff);
  return 0;
}
