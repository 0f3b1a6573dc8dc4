/* exm-practice-multipart.c - metadata and bytes of an upload in one body
 *
 * Clients differ: the boundary stands bare, in double or in single quotes, and
 * lines end with CRLF or with LF alone. All are taken.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-private.h"

#include <string.h>

static char *
boundary_of (const char *content_type)
{
  const char *start = strstr (content_type, "boundary=");
  gsize       len;

  if (start == NULL)
    return NULL;
  start += strlen ("boundary=");
  if (*start == '"' || *start == '\'')
    {
      len = strcspn (start + 1, *start == '"' ? "\"" : "'");
      start++;
    }
  else
    len = strcspn (start, "; \t");
  return len > 0 && len <= 200 ? g_strdup_printf ("--%.*s", (int)len, start) : NULL;
}

/* Behind the line end at @p, or @p. */
static const char *
skip_line_end (const char *p, const char *end)
{
  if (p < end && *p == '\r')
    p++;
  if (p < end && *p == '\n')
    p++;
  return p;
}

/* The head ends at an empty line; gives where the content begins. */
static const char *
skip_head (const char *p, const char *end, char **type)
{
  while (p < end)
    {
      const char *eol = memchr (p, '\n', (gsize)(end - p));
      gsize       len;

      if (eol == NULL)
        return NULL;
      len = (gsize)(eol - p);
      if (len > 0 && p[len - 1] == '\r')
        len--;
      if (len == 0)
        return eol + 1;
      if (len > 13 && g_ascii_strncasecmp (p, "content-type:", 13) == 0)
        {
          g_free (*type);
          *type = g_strstrip (g_strndup (p + 13, len - 13));
        }
      p = eol + 1;
    }
  return NULL;
}

/* The next part behind @p: its content, without the line end before the next
 * boundary; @p moves to that boundary. */
static gboolean
next_part (const char **p,
           const char  *end,
           const char  *boundary,
           const char **content,
           gsize       *size,
           char       **type)
{
  const gsize n = strlen (boundary);
  const char *start = *p;
  const char *stop;

  if ((gsize)(end - start) < n || memcmp (start, boundary, n) != 0)
    return FALSE;
  start = skip_head (skip_line_end (start + n, end), end, type);
  if (start == NULL)
    return FALSE;
  stop = memmem (start, (gsize)(end - start), boundary, n);
  while (stop != NULL && stop > start && stop[-1] != '\n')
    stop = memmem (stop + 1, (gsize)(end - stop - 1), boundary, n);
  if (stop == NULL)
    return FALSE;
  *p = stop;
  if (stop > start && stop[-1] == '\n')
    stop--;
  if (stop > start && stop[-1] == '\r')
    stop--;
  *content = start;
  *size = (gsize)(stop - start);
  return TRUE;
}

gboolean
_exm_practice_multipart_split (const char *content_type,
                               GBytes     *body,
                               GBytes    **metadata,
                               char      **media_type,
                               GBytes    **media)
{
  g_autofree char *boundary = content_type != NULL ? boundary_of (content_type) : NULL;
  g_autofree char *metadata_type = NULL;
  gsize            size;
  const char      *data = g_bytes_get_data (body, &size);
  const char      *end = data + size;
  const char      *p = data;
  const char      *content;
  const char      *media_content;
  gsize            n;
  gsize            n_media;

  if (boundary == NULL || size == 0)
    return FALSE;
  p = skip_line_end (p, end);
  if (!next_part (&p, end, boundary, &content, &n, &metadata_type) || !next_part (&p, end, boundary, &media_content, &n_media, media_type))
    return FALSE;
  *metadata = g_bytes_new_from_bytes (body, (gsize)(content - data), n);
  *media = g_bytes_new_from_bytes (body, (gsize)(media_content - data), n_media);
  return TRUE;
}
