/* fuzz-archive.c - an archive of a social network: text, CAR or ZIP
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "fuzz.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "exm-post-text-private.h"
#include "exm-reader-private.h"
#include "exm-zip-private.h"

static void
check_text (const ExmJsonText *text)
{
  g_assert_true (text->len == 0 || g_utf8_validate_len (text->data, text->len, NULL));
}

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
        {
          g_assert_cmpuint (item.fault.reason, <, EXM_N_REASONS);
          g_assert_cmpuint (item.n_bytes, <=, EXM_QUARANTINE_MAX);
          continue;
        }
      check_text (&item.input);
      check_text (&item.author);
      check_text (&item.thread);
      check_text (&item.url);
    }
  _exm_reader_close (&reader);
}

static void
try_source (ExmSource *source)
{
  g_autoptr (ExmSniff) sniff = exm_sniff_sync (source, NULL, NULL);

  if (sniff == NULL || sniff->dialect != EXM_DIALECT_ARCHIVE)
    return;
  sniff->reposts = EXM_REPOSTS_TAKE;
  read_all (source, sniff);
}

/* A ZIP file is read from its end, so it has to be a file. */
static void
try_zip (const uint8_t *data,
         size_t         size)
{
  static char *path;
  g_autoptr (GFile) file = NULL;
  g_autoptr (ExmSource) source = NULL;

  if (path == NULL)
    path = g_strdup_printf ("%s/exm-fuzz-%d.zip", g_get_tmp_dir (), (int)getpid ());
  file = g_file_new_for_path (path);
  if (!g_file_set_contents_full (path, (const char *)data, (gssize)size, G_FILE_SET_CONTENTS_NONE, 0600, NULL))
    return;
  source = exm_source_new_file (file);
  try_source (source);
  g_unlink (path);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (ExmSource) source = exm_source_new_bytes (bytes, "a");
  g_autoptr (GString) text = g_string_new (NULL);

  if (_exm_zip_begins ((const char *)data, size))
    try_zip (data, size);
  else
    try_source (source);
  if (g_utf8_validate_len ((const char *)data, size, NULL))
    {
      _exm_html_append_text (text, (const char *)data, size);
      _exm_mojibake_append_text (text, (const char *)data, size);
      _exm_post_text_trim (text);
      g_assert_true (g_utf8_validate_len (text->str, text->len, NULL));
      _exm_when_parse ((const char *)data, size);
    }
  return 0;
}
