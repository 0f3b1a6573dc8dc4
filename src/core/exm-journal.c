/* exm-journal.c - what a step changed, old and new
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-journal-private.h"

#include <string.h>

#define ABSENT G_MAXUINT32

void
_exm_journal_init (ExmJournal *self)
{
  self->bytes = g_byte_array_new ();
  self->full = g_ptr_array_new_with_free_func ((GDestroyNotify)g_byte_array_unref);
  self->open = 0;
}

void
_exm_journal_clear (ExmJournal *self)
{
  g_clear_pointer (&self->bytes, g_byte_array_unref);
  g_clear_pointer (&self->full, g_ptr_array_unref);
}

void
_exm_journal_reset (ExmJournal *self)
{
  g_byte_array_set_size (self->bytes, 0);
  g_ptr_array_set_size (self->full, 0);
}

void
_exm_journal_open (ExmJournal  *self,
                   ExmEntryKind kind)
{
  if (self->bytes->len >= EXM_JOURNAL_PART)
    {
      g_ptr_array_add (self->full, self->bytes);
      self->bytes = g_byte_array_new ();
    }
  _exm_journal_u8 (self, (guint8)kind);
  self->open = self->bytes->len;
  _exm_journal_u32 (self, 0);
}

void
_exm_journal_close (ExmJournal *self)
{
  guint32 length = GUINT32_TO_LE (self->bytes->len - (guint)self->open - 4);

  memcpy (self->bytes->data + self->open, &length, sizeof length);
}

void
_exm_journal_raw (ExmJournal   *self,
                  gconstpointer data,
                  gsize         length)
{
  if (length > 0)
    g_byte_array_append (self->bytes, data, (guint)length);
}

void
_exm_journal_u8 (ExmJournal *self,
                 guint8      value)
{
  _exm_journal_raw (self, &value, 1);
}

void
_exm_journal_u16 (ExmJournal *self,
                  guint16     value)
{
  value = GUINT16_TO_LE (value);
  _exm_journal_raw (self, &value, sizeof value);
}

void
_exm_journal_u32 (ExmJournal *self,
                  guint32     value)
{
  value = GUINT32_TO_LE (value);
  _exm_journal_raw (self, &value, sizeof value);
}

void
_exm_journal_i64 (ExmJournal *self,
                  gint64      value)
{
  value = GINT64_TO_LE (value);
  _exm_journal_raw (self, &value, sizeof value);
}

void
_exm_journal_bytes (ExmJournal *self,
                    GBytes     *bytes)
{
  gsize         length = 0;
  gconstpointer data;

  if (bytes == NULL)
    {
      _exm_journal_u32 (self, ABSENT);
      return;
    }
  data = g_bytes_get_data (bytes, &length);
  _exm_journal_u32 (self, (guint32)length);
  _exm_journal_raw (self, data, length);
}

void
_exm_journal_text (ExmJournal *self,
                   const char *text)
{
  g_autoptr(GBytes) bytes = text != NULL ? g_bytes_new_static (text, strlen (text)) : NULL;

  _exm_journal_bytes (self, bytes);
}

const guint8 *
_exm_reader_raw (ExmReader *self,
                 gsize      length)
{
  static const guint8 zeros[8] = { 0 };
  const guint8       *at = self->at;

  if ((gsize)(self->end - self->at) < length)
    {
      self->bad = TRUE;
      self->at = self->end;
      return length <= sizeof zeros ? zeros : NULL;
    }
  self->at += length;
  return at;
}

guint8
_exm_reader_u8 (ExmReader *self)
{
  return *_exm_reader_raw (self, 1);
}

guint16
_exm_reader_u16 (ExmReader *self)
{
  guint16 value;

  memcpy (&value, _exm_reader_raw (self, sizeof value), sizeof value);
  return GUINT16_FROM_LE (value);
}

guint32
_exm_reader_u32 (ExmReader *self)
{
  guint32 value;

  memcpy (&value, _exm_reader_raw (self, sizeof value), sizeof value);
  return GUINT32_FROM_LE (value);
}

gint64
_exm_reader_i64 (ExmReader *self)
{
  gint64 value;

  memcpy (&value, _exm_reader_raw (self, sizeof value), sizeof value);
  return GINT64_FROM_LE (value);
}

GBytes *
_exm_reader_bytes (ExmReader *self)
{
  guint32       length = _exm_reader_u32 (self);
  const guint8 *data;

  if (length == ABSENT || self->bad)
    return NULL;
  data = _exm_reader_raw (self, length);
  return self->bad ? NULL : g_bytes_new (data, length);
}

char *
_exm_reader_text (ExmReader *self)
{
  g_autoptr(GBytes) bytes = _exm_reader_bytes (self);

  if (bytes == NULL)
    return NULL;
  /* The data of empty bytes is NULL. */
  if (g_bytes_get_size (bytes) == 0)
    return g_strdup ("");
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}
