/* exm-sniff-bytes.c - which encoding a file has
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-sniff-private.h"

#include <string.h>

/* Text in UTF-16 has every second byte zero where it is ASCII. */
static gboolean
sniff_utf16 (ExmSniff     *self,
             const guint8 *data,
             gsize         len)
{
  gsize zeros[2] = { 0, 0 };
  gsize n = MIN (len, 4096);

  for (gsize i = 0; i < n; i++)
    zeros[i & 1] += data[i] == 0;
  if (n < 4 || MAX (zeros[0], zeros[1]) * 5 < n || MIN (zeros[0], zeros[1]) * 4 > MAX (zeros[0], zeros[1]))
    return FALSE;
  self->encoding = zeros[1] > zeros[0] ? EXM_ENCODING_UTF16LE : EXM_ENCODING_UTF16BE;
  self->encoding_sure = FALSE;
  return TRUE;
}

/* Lines that are not UTF-8, and lines that are with more than ASCII. A few bad lines
 * in a good file belong in the quarantine; a file of bad lines has another encoding. */
static void
count_lines (const guint8 *data,
             gsize         len,
             gboolean      whole,
             guint        *n_bad,
             guint        *n_good)
{
  const char *p = (const char *)data;
  const char *end = p + len;

  *n_bad = *n_good = 0;
  while (p < end)
    {
      const char *next = memchr (p, '\n', (gsize)(end - p));
      const char *to = next != NULL ? next : end;
      gboolean    ascii = TRUE;

      if (next == NULL && !whole)
        break; /* perhaps cut inside a character */
      for (const char *c = p; c < to && ascii; c++)
        ascii = (guint8)*c < 0x80;
      if (!ascii && g_utf8_validate (p, to - p, NULL))
        (*n_good)++;
      else if (!ascii)
        (*n_bad)++;
      p = to + 1;
    }
}

static void
sniff_eight_bit (ExmSniff     *self,
                 const guint8 *data,
                 gsize         len,
                 gboolean      whole)
{
  guint    n_bad, n_good;
  gsize    i = 0;
  gboolean json;

  count_lines (data, len, whole, &n_bad, &n_good);
  while (i < len && g_ascii_isspace ((char)data[i]))
    i++;
  json = i < len && (data[i] == '{' || data[i] == '[');

  self->encoding = EXM_ENCODING_UTF8;
  self->encoding_sure = n_bad == 0;
  /* JSON is UTF-8 by its definition: there it takes more to believe otherwise. */
  if (n_bad > n_good && n_bad >= (json ? 3 : 1))
    self->encoding = EXM_ENCODING_WINDOWS_1252;
}

static void
sniff_line_end (ExmSniff     *self,
                const guint8 *data,
                gsize         len)
{
  const guint8 *lf = memchr (data, '\n', len);
  gsize         back = self->encoding == EXM_ENCODING_UTF16LE || self->encoding == EXM_ENCODING_UTF16BE ? 2 : 1;

  self->line_end = EXM_LINE_END_LF;
  if (lf == NULL && memchr (data, '\r', len) != NULL)
    self->line_end = EXM_LINE_END_CR;
  else if (lf != NULL && lf - data >= (gssize)back && lf[-(gssize)back] == '\r')
    self->line_end = EXM_LINE_END_CRLF;
}

/* FALSE: this is not text. */
gboolean
_exm_sniff_bytes (ExmSniff     *self,
                  const guint8 *data,
                  gsize         len,
                  gboolean      whole)
{
  gsize n_control = 0;

  self->bom = FALSE;
  if (len == 0)
    return TRUE;
  if (len >= 3 && memcmp (data, "\357\273\277", 3) == 0)
    {
      self->bom = self->encoding_sure = TRUE;
      self->encoding = EXM_ENCODING_UTF8;
    }
  else if (len >= 2 && (memcmp (data, "\377\376", 2) == 0 || memcmp (data, "\376\377", 2) == 0))
    {
      self->bom = self->encoding_sure = TRUE;
      self->encoding = data[0] == 0xff ? EXM_ENCODING_UTF16LE : EXM_ENCODING_UTF16BE;
    }
  else if (!sniff_utf16 (self, data, len))
    {
      sniff_eight_bit (self, data, len, whole);
      for (gsize i = 0; i < len; i++)
        n_control += data[i] < 0x20 && data[i] != '\n' && data[i] != '\r' && data[i] != '\t' && data[i] != '\f';
      /* A stray control character is for the line's own check; many are no text. */
      if (n_control > 8 && n_control * 10 > len)
        return FALSE;
    }
  sniff_line_end (self, data, len);
  return TRUE;
}
