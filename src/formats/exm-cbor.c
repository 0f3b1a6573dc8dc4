/* exm-cbor.c - a cursor over DAG-CBOR
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-cbor-private.h"

#define DEEPEST 64
#define TAG_LINK 42

static gboolean
fail (ExmCbor *self)
{
  self->is_bad = TRUE;
  return FALSE;
}

guint
_exm_cbor_peek (const ExmCbor *self)
{
  return self->is_bad || self->at >= self->end ? EXM_CBOR_NOTHING : *self->at >> 5;
}

/* The first bytes of a value: its type and number. */
static gboolean
take_head (ExmCbor *self,
           guint   *type,
           guint64 *number)
{
  guint more, bytes;

  if (self->is_bad || self->at >= self->end)
    return fail (self);
  *type = *self->at >> 5;
  more = *self->at++ & 31;
  if (more < 24)
    {
      *number = more;
      return TRUE;
    }
  if (more > 27)
    return fail (self); /* without a length: not in DAG-CBOR */
  bytes = 1u << (more - 24);
  if ((gsize)(self->end - self->at) < bytes)
    return fail (self);
  *number = 0;
  while (bytes-- > 0)
    *number = *number << 8 | *self->at++;
  return TRUE;
}

static gboolean
take (ExmCbor *self,
      guint    wanted,
      guint64 *number)
{
  guint type;

  return take_head (self, &type, number) && (type == wanted || fail (self));
}

static gboolean
take_run (ExmCbor     *self,
          guint        wanted,
          ExmJsonText *run)
{
  guint64 n;

  if (!take (self, wanted, &n))
    return FALSE;
  if (n > (gsize)(self->end - self->at))
    return fail (self);
  *run = (ExmJsonText){ (const char *)self->at, (gsize)n };
  self->at += n;
  return TRUE;
}

/* Each item takes a byte at least: a larger number is a lie. */
static gboolean
enter (ExmCbor *self,
       guint    wanted,
       guint64 *n)
{
  return take (self, wanted, n) && (*n <= (gsize)(self->end - self->at) || fail (self));
}

gboolean
_exm_cbor_enter_map (ExmCbor *self,
                     guint64 *n)
{
  return enter (self, EXM_CBOR_MAP, n);
}

gboolean
_exm_cbor_enter_array (ExmCbor *self,
                       guint64 *n)
{
  return enter (self, EXM_CBOR_ARRAY, n);
}

gboolean
_exm_cbor_text (ExmCbor     *self,
                ExmJsonText *text)
{
  return take_run (self, EXM_CBOR_TEXT, text);
}

gboolean
_exm_cbor_bytes (ExmCbor     *self,
                 ExmJsonText *bytes)
{
  return take_run (self, EXM_CBOR_BYTES, bytes);
}

gboolean
_exm_cbor_uint (ExmCbor *self,
                guint64 *value)
{
  return take (self, EXM_CBOR_UINT, value);
}

gboolean
_exm_cbor_link (ExmCbor     *self,
                ExmJsonText *cid)
{
  guint64 tag;

  if (!take (self, EXM_CBOR_TAG, &tag) || tag != TAG_LINK || !take_run (self, EXM_CBOR_BYTES, cid))
    return fail (self);
  /* The binary form of a link begins with a zero byte. */
  if (cid->len < 2 || cid->data[0] != 0)
    return fail (self);
  cid->data++;
  cid->len--;
  return TRUE;
}

gboolean
_exm_cbor_skip (ExmCbor *self)
{
  guint64 left[DEEPEST];
  guint   depth = 0;

  left[0] = 1;
  for (;;)
    {
      guint64 n;
      guint   type;

      while (left[depth] == 0)
        {
          if (depth == 0)
            return TRUE;
          depth--;
        }
      left[depth]--;
      if (!take_head (self, &type, &n))
        return FALSE;
      if (type == EXM_CBOR_BYTES || type == EXM_CBOR_TEXT)
        {
          if (n > (gsize)(self->end - self->at))
            return fail (self);
          self->at += n;
        }
      else if (type == EXM_CBOR_ARRAY || type == EXM_CBOR_MAP || type == EXM_CBOR_TAG)
        {
          if (depth + 1 == DEEPEST || n > G_MAXINT64)
            return fail (self);
          left[++depth] = type == EXM_CBOR_TAG ? 1 : type == EXM_CBOR_MAP ? 2 * n
                                                                          : n;
        }
    }
}
