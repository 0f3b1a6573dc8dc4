/* exm-sniff.c - what a file looks like
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-sniff-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-bundle-private.h"
#include "exm-record-private.h"
#include "exm-source-private.h"

G_DEFINE_BOXED_TYPE (ExmSniff, exm_sniff, exm_sniff_copy, exm_sniff_free)

static ExmSniff *
sniff_new (void)
{
  ExmSniff *self = g_new0 (ExmSniff, 1);

  self->columns = g_ptr_array_new_with_free_func (g_free);
  self->samples = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  self->delimiter = ',';
  self->text_column = self->label_column = self->system_column = self->note_column = -1;
  self->author_column = self->thread_column = self->time_column = self->url_column = -1;
  return self;
}

static gpointer
copy_string (gconstpointer item,
             gpointer      user_data)
{
  return g_strdup (item);
}

static gpointer
copy_strings (gconstpointer item,
              gpointer      user_data)
{
  return g_strdupv ((char **)item);
}

ExmSniff *
exm_sniff_copy (const ExmSniff *self)
{
  ExmSniff *copy = g_memdup2 (self, sizeof *self);

  copy->columns = g_ptr_array_copy (self->columns, copy_string, NULL);
  copy->samples = g_ptr_array_copy (self->samples, copy_strings, NULL);
  copy->text_key = g_strdup (self->text_key);
  copy->label_key = g_strdup (self->label_key);
  return copy;
}

void
exm_sniff_free (ExmSniff *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->columns);
  g_ptr_array_unref (self->samples);
  g_free (self->text_key);
  g_free (self->label_key);
  g_free (self);
}

/* The beginning of @source in UTF-8; @whole: all of it. */
static GBytes *
read_head (ExmSource    *source,
           ExmEncoding   encoding,
           gboolean     *whole,
           guint64      *size,
           GCancellable *cancellable,
           GError      **error)
{
  GBytes  *head = NULL;
  ExmBlock block;

  if (!_exm_block_open (&block, source, encoding, EXM_SNIFF_SIZE, error))
    return NULL;
  for (;;)
    {
      if (!_exm_block_fill (&block, cancellable, error))
        break;
      if (block.eof || block.end - block.pos >= EXM_SNIFF_SIZE / 2)
        {
          *whole = block.eof || (block.total_bytes > 0 && block.bytes_read >= block.total_bytes);
          *size = block.total_bytes;
          head = g_bytes_new (block.data + block.pos, block.end - block.pos);
          break;
        }
    }
  _exm_block_close (&block);
  return head;
}

/* The same before any decoding, with the byte order mark. */
static GBytes *
read_raw_head (ExmSource    *source,
               gboolean     *whole,
               GCancellable *cancellable,
               GError      **error)
{
  GBytes  *head = NULL;
  ExmBlock block;

  if (!_exm_block_open (&block, source, EXM_ENCODING_UTF8, EXM_SNIFF_SIZE, error))
    return NULL;
  if (_exm_block_fill (&block, cancellable, error))
    {
      *whole = block.eof || (block.total_bytes > 0 && block.bytes_read >= block.total_bytes);
      head = g_bytes_new (block.data, block.end);
    }
  _exm_block_close (&block);
  return head;
}

/* Files people have beside their text files, and what to do with them. */
static gboolean
check_supported (GBytes  *head,
                 GError **error)
{
  static const struct
  {
    const char *magic;
    gsize       len;
    const char *sentence;
  } kinds[] = {
    { "PK\003\004", 4, N_ ("This is a spreadsheet or an archive: save the table as CSV first, or unpack it") },
      { "\320\317\021\340", 4, N_ ("This is an old spreadsheet or document: save the table as CSV first") },
        { "%PDF", 4, N_ ("This is a PDF document: copy its text and paste it") },
          { "\037\213", 2, N_ ("This file is compressed: unpack it first") },
            { "\050\265\057\375", 4, N_ ("This file is compressed: unpack it first") },
              { "BZh", 3, N_ ("This file is compressed: unpack it first") },
                { "\3757zXZ", 5, N_ ("This file is compressed: unpack it first") },
                  { "PAR1", 4, N_ ("This is a Parquet file: save it as CSV or JSON lines first") },
                    { "SQLite format 3", 15, N_ ("This is a database: open it as a dataset, or save a table as CSV") },
                      { "\211PNG", 4, N_ ("This is a picture, not text") },
                        { "\377\330\377", 3, N_ ("This is a picture, not text") },
                      };
  gsize       len;
  const char *data = g_bytes_get_data (head, &len);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (len >= kinds[i].len && memcmp (data, kinds[i].magic, kinds[i].len) == 0)
      {
        g_set_error_literal (error, EXM_FORMAT_ERROR, EXM_FORMAT_ERROR_UNSUPPORTED,
                             g_dgettext (GETTEXT_PACKAGE, kinds[i].sentence));
        return FALSE;
      }
  return TRUE;
}

/* What remains: a table or plain text. */
static void
sniff_text (ExmSniff  *self,
            ExmSource *source,
            GBytes    *head,
            gboolean   whole)
{
  g_autofree char *name = g_ascii_strdown (exm_source_get_name (source), -1);
  gboolean         is_table = g_str_has_suffix (name, ".csv") || g_str_has_suffix (name, ".tsv") || g_str_has_suffix (name, ".tab");
  char             delimiter = '\0';

  if (!g_str_has_suffix (name, ".txt") && !g_str_has_suffix (name, ".text"))
    delimiter = _exm_sniff_delimiter (head, whole, is_table);
  self->dialect = delimiter != '\0' || is_table ? EXM_DIALECT_CSV : EXM_DIALECT_TEXT;
  if (delimiter == '\0')
    delimiter = g_str_has_suffix (name, ".csv") ? ',' : '\t';
  self->delimiter = delimiter;
  if (self->dialect == EXM_DIALECT_CSV)
    _exm_sniff_table (self, head, whole, TRUE);
}

static gboolean
is_blank (GBytes *head)
{
  gsize       len;
  const char *data = g_bytes_get_data (head, &len);

  while (len > 0 && g_ascii_isspace (data[len - 1]))
    len--;
  return len == 0;
}

/* Archives of social networks: seen by their records. FALSE: an error. */
static gboolean
sniff_archive (ExmSniff     *self,
               ExmSource    *source,
               GCancellable *cancellable,
               GError      **error)
{
  g_autoptr (ExmBundle) bundle = _exm_bundle_new (source, cancellable, error);

  if (bundle == NULL)
    return FALSE;
  for (guint i = 0; i < bundle->parts->len; i++)
    {
      const ExmPart *part = bundle->parts->pdata[i];

      self->dialect = EXM_DIALECT_ARCHIVE;
      self->service = part->service;
      self->encoding_sure = TRUE;
      self->line_end = part->line_end;
      self->size += part->size;
    }
  return TRUE;
}

static gboolean
is_folder (ExmSource *source)
{
  GFile *file = exm_source_get_file (source);

  return file != NULL && g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_DIRECTORY;
}

ExmSniff *
exm_sniff_sync (ExmSource    *source,
                GCancellable *cancellable,
                GError      **error)
{
  g_autoptr (ExmSniff) self = sniff_new ();
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (GBytes) head = NULL;
  gboolean whole = FALSE;

  if (!sniff_archive (self, source, cancellable, error))
    return NULL;
  if (self->dialect == EXM_DIALECT_ARCHIVE)
    return g_steal_pointer (&self);
  if (is_folder (source))
    {
      g_set_error (error, EXM_FORMAT_ERROR, EXM_FORMAT_ERROR_NOT_A_FILE, _ ("“%s” is a folder, not a file, and no posts of an archive are in it"), exm_source_get_name (source));
      return NULL;
    }
  raw = read_raw_head (source, &whole, cancellable, error);
  if (raw == NULL || !check_supported (raw, error))
    return NULL;
  if (!_exm_sniff_bytes (self, g_bytes_get_data (raw, NULL), g_bytes_get_size (raw), whole))
    {
      g_set_error (error, EXM_FORMAT_ERROR, EXM_FORMAT_ERROR_UNSUPPORTED, _ ("“%s” is not a text file"), exm_source_get_name (source));
      return NULL;
    }
  head = read_head (source, self->encoding, &whole, &self->size, cancellable, error);
  if (head == NULL)
    return NULL;
  if (is_blank (head))
    {
      g_set_error (error, EXM_FORMAT_ERROR, EXM_FORMAT_ERROR_EMPTY, _ ("“%s” is empty"), exm_source_get_name (source));
      return NULL;
    }

  self->dialect = _exm_sniff_json (self, head, whole);
  if (self->dialect == EXM_DIALECT_NONE)
    sniff_text (self, source, head, whole);
  return g_steal_pointer (&self);
}

gboolean
exm_sniff_again_sync (ExmSniff     *self,
                      ExmSource    *source,
                      GCancellable *cancellable,
                      GError      **error)
{
  g_autoptr (GBytes) head = NULL;
  gboolean whole = FALSE;

  if (self->dialect == EXM_DIALECT_ARCHIVE)
    return TRUE;
  head = read_head (source, self->encoding, &whole, &self->size, cancellable, error);
  if (head == NULL)
    return FALSE;
  if (exm_dialect_is_json (self->dialect))
    {
      ExmDialect chosen = self->dialect;

      _exm_sniff_json (self, head, whole);
      self->dialect = chosen;
    }
  else if (self->dialect == EXM_DIALECT_CSV)
    {
      _exm_sniff_table (self, head, whole, FALSE);
    }
  return TRUE;
}

static void
sniff_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  GError   *error = NULL;
  ExmSniff *sniff = exm_sniff_sync (task_data, cancellable, &error);

  if (sniff != NULL)
    g_task_return_pointer (task, sniff, (GDestroyNotify)exm_sniff_free);
  else
    g_task_return_error (task, error);
}

void
exm_sniff_async (ExmSource          *source,
                 GCancellable       *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, exm_sniff_async);
  g_task_set_task_data (task, exm_source_ref (source), (GDestroyNotify)exm_source_unref);
  g_task_run_in_thread (task, sniff_thread);
}

ExmSniff *
exm_sniff_finish (GAsyncResult *result,
                  GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, exm_sniff_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

int
exm_sniff_find_column (const ExmSniff *self,
                       const char     *name_or_number)
{
  guint64 number;

  for (guint i = 0; i < self->columns->len; i++)
    {
      g_autofree char *a = g_utf8_casefold (g_ptr_array_index (self->columns, i), -1);
      g_autofree char *b = g_utf8_casefold (name_or_number, -1);

      if (strcmp (a, b) == 0)
        return (int)i;
    }
  if (g_ascii_string_to_unsigned (name_or_number, 10, 1, MAX (1, self->columns->len), &number, NULL) && number <= self->columns->len)
    return (int)number - 1;
  return -1;
}

char *
exm_sniff_describe (const ExmSniff *self)
{
  GString *text = g_string_new (exm_dialect_get_name (self->dialect));

  if (self->dialect == EXM_DIALECT_ARCHIVE)
    {
      /* Translators: %s is a social network: "Mastodon archive". */
      g_string_printf (text, _ ("%s archive"), exm_service_get_name (self->service));
      return g_string_free (text, FALSE);
    }
  if (self->dialect == EXM_DIALECT_CSV)
    {
      const char *name = self->delimiter == '\t' ? _ ("tabs") : self->delimiter == ';' ? _ ("semicolons") : self->delimiter == '|' ? _ ("bars") : _ ("commas");

      /* Translators: what separates the columns of a table: commas, tabs, … */
      g_string_append_printf (text, _ (" with %s"), name);
    }
  if (self->is_array)
    /* Translators: after the name of a format: all examples stand in one JSON array. */
    g_string_append (text, _ (", in one array"));
  g_string_append_printf (text, " · %s", exm_encoding_get_name (self->encoding));
  return g_string_free (text, FALSE);
}
