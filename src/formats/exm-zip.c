/* exm-zip.c - the files in a ZIP file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-zip-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-format.h"
#include "exm-limit-stream-private.h"

#define END_SIZE 22     /* of the end record, without its comment */
#define LOCATOR_SIZE 20 /* of ZIP64 */
#define END64_SIZE 56   /* of ZIP64's end record */
#define ENTRY_SIZE 46   /* of an entry, without name, extra fields and comment */
#define LOCAL_SIZE 30   /* of a member's own header, the same */
#define COMMENT_MAX 65535
#define DIRECTORY_MAX (256u * 1024 * 1024)
#define METHOD_STORED 0
#define METHOD_DEFLATED 8

void
_exm_zip_member_free (ExmZipMember *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self);
}

ExmZipMember *
_exm_zip_member_copy (const ExmZipMember *self)
{
  ExmZipMember *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);
  return copy;
}

gboolean
_exm_zip_begins (const char *data,
                 gsize       len)
{
  return len >= 4 && (memcmp (data, "PK\003\004", 4) == 0 || memcmp (data, "PK\005\006", 4) == 0);
}

static gboolean
fail (GError **error)
{
  g_set_error_literal (error, EXM_FORMAT_ERROR, EXM_FORMAT_ERROR_UNSUPPORTED, _ ("This ZIP file is damaged or cut off: download it again"));
  return FALSE;
}

static guint16
get16 (const guint8 *p)
{
  return (guint16)(p[0] | p[1] << 8);
}

static guint32
get32 (const guint8 *p)
{
  return get16 (p) | (guint32)get16 (p + 2) << 16;
}

static guint64
get64 (const guint8 *p)
{
  return get32 (p) | (guint64)get32 (p + 4) << 32;
}

/* @n bytes at @at; FALSE also when there are fewer. */
static gboolean
read_at (GFileInputStream *stream,
         guint64           at,
         guint8           *to,
         gsize             n,
         GCancellable     *cancellable,
         GError          **error)
{
  gsize got;

  if (at > G_MAXINT64 || !g_seekable_seek (G_SEEKABLE (stream), (goffset)at, G_SEEK_SET, cancellable, error) ||
      !g_input_stream_read_all (G_INPUT_STREAM (stream), to, n, &got, cancellable, error))
    return FALSE;
  return got == n || fail (error);
}

typedef struct
{
  guint64 at;
  guint64 size;
  guint64 n;
} Directory;

/* ZIP64: when a number of the end record is all ones, the larger record counts. */
static gboolean
find_directory64 (GFileInputStream *stream,
                  guint64           end_at,
                  Directory        *directory,
                  GCancellable     *cancellable,
                  GError          **error)
{
  guint8  record[END64_SIZE];
  guint64 at;

  if (end_at < LOCATOR_SIZE || !read_at (stream, end_at - LOCATOR_SIZE, record, LOCATOR_SIZE, cancellable, error))
    return fail (error != NULL && *error == NULL ? error : NULL);
  if (memcmp (record, "PK\006\007", 4) != 0)
    return TRUE; /* then the ones are a number */
  at = get64 (record + 8);
  if (at > end_at || !read_at (stream, at, record, END64_SIZE, cancellable, error))
    return fail (error != NULL && *error == NULL ? error : NULL);
  if (memcmp (record, "PK\006\006", 4) != 0)
    return fail (error);
  directory->n = get64 (record + 32);
  directory->size = get64 (record + 40);
  directory->at = get64 (record + 48);
  return TRUE;
}

static gboolean
find_directory (GFileInputStream *stream,
                Directory        *directory,
                GCancellable     *cancellable,
                GError          **error)
{
  g_autofree guint8 *tail = NULL;
  goffset            size;
  gsize              n;

  if (!g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_END, cancellable, error))
    return FALSE;
  size = g_seekable_tell (G_SEEKABLE (stream));
  if (size < END_SIZE)
    return fail (error);
  n = (gsize)MIN (size, END_SIZE + COMMENT_MAX);
  tail = g_malloc (n);
  if (!read_at (stream, (guint64)size - n, tail, n, cancellable, error))
    return FALSE;
  for (gsize i = n - END_SIZE + 1; i-- > 0;)
    {
      const guint8 *end = tail + i;

      if (memcmp (end, "PK\005\006", 4) != 0 || get16 (end + 20) != n - i - END_SIZE)
        continue;
      directory->n = get16 (end + 10);
      directory->size = get32 (end + 12);
      directory->at = get32 (end + 16);
      if (directory->n == 0xffff || directory->size == 0xffffffff || directory->at == 0xffffffff)
        return find_directory64 (stream, (guint64)size - n + i, directory, cancellable, error);
      return TRUE;
    }
  return fail (error);
}

/* Sizes and place of an entry that do not fit into 32 bits. */
static void
read_extra64 (ExmZipMember *member,
              const guint8 *extra,
              gsize         len)
{
  while (len >= 4)
    {
      gsize         n = get16 (extra + 2);
      const guint8 *p = extra + 4;

      if (n > len - 4)
        return;
      if (get16 (extra) == 1)
        {
          guint64 *const wanted[] = { &member->size, &member->packed, &member->at };

          for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
            if (*wanted[i] == 0xffffffff && n >= 8)
              {
                *wanted[i] = get64 (p);
                p += 8;
                n -= 8;
              }
          return;
        }
      extra += 4 + n;
      len -= 4 + n;
    }
}

static ExmZipMember *
read_entry (const guint8 *entry,
            const char   *name,
            gsize         name_len,
            gsize         extra_len)
{
  ExmZipMember *member;

  /* Bit 0: encrypted. */
  if ((get16 (entry + 8) & 1) != 0 || (get16 (entry + 10) != METHOD_STORED && get16 (entry + 10) != METHOD_DEFLATED))
    return NULL;
  member = g_new0 (ExmZipMember, 1);
  member->method = get16 (entry + 10);
  member->packed = get32 (entry + 20);
  member->size = get32 (entry + 24);
  member->at = get32 (entry + 42);
  member->name = g_utf8_make_valid (name, (gssize)name_len);
  read_extra64 (member, (const guint8 *)name + name_len, extra_len);
  return member;
}

static GPtrArray *
read_directory (const guint8 *data,
                gsize         len,
                guint64       n,
                ExmZipFunc    want)
{
  GPtrArray *members = g_ptr_array_new_with_free_func ((GDestroyNotify)_exm_zip_member_free);

  for (; n > 0 && len >= ENTRY_SIZE && memcmp (data, "PK\001\002", 4) == 0; n--)
    {
      gsize            name_len = get16 (data + 28);
      gsize            extra_len = get16 (data + 30);
      gsize            whole = ENTRY_SIZE + name_len + extra_len + get16 (data + 32);
      g_autofree char *name = NULL;

      if (whole > len)
        break;
      name = g_utf8_make_valid ((const char *)data + ENTRY_SIZE, (gssize)name_len);
      if (want (name))
        {
          ExmZipMember *member = read_entry (data, (const char *)data + ENTRY_SIZE, name_len, extra_len);

          if (member != NULL)
            g_ptr_array_add (members, member);
        }
      data += whole;
      len -= whole;
    }
  return members;
}

GPtrArray *
_exm_zip_list (GFile        *file,
               ExmZipFunc    want,
               GCancellable *cancellable,
               GError      **error)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autofree guint8 *data = NULL;
  Directory          directory;

  if (stream == NULL || !find_directory (stream, &directory, cancellable, error))
    return NULL;
  if (directory.size > DIRECTORY_MAX)
    {
      fail (error);
      return NULL;
    }
  data = g_try_malloc (MAX (directory.size, 1));
  if (data == NULL || !read_at (stream, directory.at, data, (gsize)directory.size, cancellable, error))
    {
      if (error != NULL && *error == NULL)
        fail (error);
      return NULL;
    }
  return read_directory (data, (gsize)directory.size, MIN (directory.n, EXM_ZIP_MEMBERS), want);
}

GInputStream *
_exm_zip_open (GFile              *file,
               const ExmZipMember *member,
               GError            **error)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);
  g_autoptr (GInputStream) packed = NULL;
  g_autoptr (GConverter) inflate = NULL;
  g_autoptr (GInputStream) plain = NULL;
  guint8  header[LOCAL_SIZE];
  guint64 from;

  if (stream == NULL || !read_at (stream, member->at, header, LOCAL_SIZE, NULL, error))
    return NULL;
  if (memcmp (header, "PK\003\004", 4) != 0)
    {
      fail (error);
      return NULL;
    }
  from = member->at + LOCAL_SIZE + get16 (header + 26) + get16 (header + 28);
  if (from > G_MAXINT64 || !g_seekable_seek (G_SEEKABLE (stream), (goffset)from, G_SEEK_SET, NULL, error))
    return NULL;
  packed = _exm_limit_stream_new (G_INPUT_STREAM (stream), member->packed, FALSE);
  if (member->method == METHOD_STORED)
    return g_steal_pointer (&packed);
  inflate = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW));
  plain = g_converter_input_stream_new (packed, inflate);
  return _exm_limit_stream_new (plain, member->size, TRUE);
}
