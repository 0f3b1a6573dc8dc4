/* exm-car.c - the blocks of a CAR file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-car-private.h"

#include <string.h>

#include "exm-cbor-private.h"

#define VARINT_MAX 10 /* bytes */
#define CODEC_CBOR 0x71
#define HASH_SHA256 0x12
#define HEADER_MAX (1024 * 1024)

/* LEB128; how many bytes it takes, 0 = it does not end. */
static gsize
read_varint (const guint8 *p,
             gsize         len,
             guint64      *value)
{
  *value = 0;
  for (gsize i = 0; i < MIN (len, VARINT_MAX); i++)
    {
      if (i == VARINT_MAX - 1 && p[i] > 1)
        return 0;
      *value |= (guint64)(p[i] & 0x7f) << (7 * i);
      if ((p[i] & 0x80) == 0)
        return i + 1;
    }
  return 0;
}

/* A map of "roots" and "version", in this order: DAG-CBOR puts shorter keys first. */
static gboolean
check_header (const guint8 *data,
              gsize         len)
{
  ExmCbor     cbor = { data, data + len, FALSE };
  gboolean    has_version = FALSE;
  ExmJsonText key;
  guint64     n, version;

  if (!_exm_cbor_enter_map (&cbor, &n))
    return FALSE;
  while (n-- > 0)
    {
      if (!_exm_cbor_text (&cbor, &key))
        return FALSE;
      if (!exm_json_text_equal (&key, "version"))
        {
          if (!_exm_cbor_skip (&cbor))
            return FALSE;
          continue;
        }
      if (!_exm_cbor_uint (&cbor, &version) || version != 1)
        return FALSE;
      has_version = TRUE;
    }
  return has_version;
}

gboolean
_exm_car_begins (const char *data,
                 gsize       len)
{
  guint64 n;
  gsize   at = read_varint ((const guint8 *)data, len, &n);

  return at > 0 && n > 0 && n <= len - at && check_header ((const guint8 *)data + at, (gsize)n);
}

void
_exm_car_init (ExmCar   *self,
               ExmBlock *block)
{
  memset (self, 0, sizeof *self);
  self->block = block;
}

/* At least @n bytes behind the block's position; FALSE: fewer are left, or an error. */
static gboolean
need (ExmCar       *self,
      gsize         n,
      GCancellable *cancellable,
      GError      **error)
{
  while (self->block->end - self->block->pos < n)
    if (self->block->eof || !_exm_block_fill (self->block, cancellable, error))
      return FALSE;
  return TRUE;
}

static gboolean
take_length (ExmCar       *self,
             guint64      *length,
             GCancellable *cancellable,
             GError      **error)
{
  gsize n;

  need (self, VARINT_MAX, cancellable, error);
  n = read_varint ((const guint8 *)self->block->data + self->block->pos, self->block->end - self->block->pos, length);
  self->block->pos += n;
  return n > 0;
}

/* The CID at @data: how many bytes it takes, 0 = it is none. */
static gsize
read_cid (ExmCar       *self,
          const guint8 *data,
          gsize         len,
          guint64      *hash)
{
  guint64 version, codec, n;
  gsize   at, step;

  if (len >= 34 && data[0] == HASH_SHA256 && data[1] == 32)
    {
      self->is_cbor = FALSE;
      self->digest = data + 2;
      self->n_digest = 32;
      *hash = HASH_SHA256;
      return 34;
    }
  at = read_varint (data, len, &version);
  if (at == 0 || version != 1)
    return 0;
  step = read_varint (data + at, len - at, &codec);
  at += step;
  if (step == 0)
    return 0;
  step = read_varint (data + at, len - at, hash);
  at += step;
  if (step == 0)
    return 0;
  step = read_varint (data + at, len - at, &n);
  at += step;
  if (step == 0 || n == 0 || n > 64 || n > len - at)
    return 0;
  self->is_cbor = codec == CODEC_CBOR;
  self->digest = data + at;
  self->n_digest = (gsize)n;
  return at + (gsize)n;
}

static gboolean
is_sound (const ExmCar *self)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize  n = sizeof digest;

  g_checksum_update (sum, self->data, (gssize)self->n_data);
  g_checksum_get_digest (sum, digest, &n);
  return n == self->n_digest && memcmp (digest, self->digest, n) == 0;
}

static ExmCarStep
bad (ExmCar   *self,
     ExmReason reason,
     gboolean  is_last)
{
  self->reason = reason;
  self->is_done |= is_last;
  self->data = (const guint8 *)self->block->data + self->block->pos;
  self->n_data = MIN (self->block->end - self->block->pos, EXM_QUARANTINE_MAX);
  if (is_last)
    self->block->pos = self->block->end;
  return EXM_CAR_BAD;
}

/* Past a block that is too long to be one. */
static ExmCarStep
skip_long (ExmCar       *self,
           guint64       length,
           GCancellable *cancellable,
           GError      **error)
{
  g_autoptr (GError) local_error = NULL;

  while (length > 0)
    {
      gsize n = (gsize)MIN (length, self->block->end - self->block->pos);

      self->block->pos += n;
      length -= n;
      if (length > 0 && (self->block->eof || !_exm_block_fill (self->block, cancellable, &local_error)))
        break;
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return EXM_CAR_ERROR;
    }
  return bad (self, length > 0 ? EXM_REASON_DAMAGED : EXM_REASON_TOO_LONG, length > 0);
}

/* The header, then a block; @error tells failures from the end. */
static ExmCarStep
next (ExmCar       *self,
      GCancellable *cancellable,
      GError      **error)
{
  ExmBlock *block = self->block;
  guint64   length, hash;
  gsize     n;

  if (!self->has_begun)
    {
      if (!take_length (self, &length, cancellable, error) || length > HEADER_MAX || !need (self, (gsize)length, cancellable, error))
        return bad (self, EXM_REASON_DAMAGED, TRUE);
      self->has_begun = TRUE;
      block->pos += (gsize)length;
    }
  if (!need (self, 1, cancellable, error))
    return EXM_CAR_END;
  self->number++;
  if (!take_length (self, &length, cancellable, error))
    return bad (self, EXM_REASON_DAMAGED, TRUE);
  if (length > EXM_LINE_MAX)
    return skip_long (self, length, cancellable, error);
  if (!need (self, (gsize)length, cancellable, error))
    return bad (self, EXM_REASON_DAMAGED, TRUE);
  self->data = (const guint8 *)block->data + block->pos;
  n = read_cid (self, self->data, (gsize)length, &hash);
  self->data += n;
  self->n_data = (gsize)length - n;
  block->pos += (gsize)length;
  self->reason = EXM_REASON_DAMAGED;
  return n > 0 && (hash != HASH_SHA256 || is_sound (self)) ? EXM_CAR_BLOCK : EXM_CAR_BAD;
}

ExmCarStep
_exm_car_next (ExmCar       *self,
               GCancellable *cancellable,
               GError      **error)
{
  g_autoptr (GError) local_error = NULL;
  ExmCarStep step;

  if (self->is_done)
    return EXM_CAR_END;
  step = next (self, cancellable, &local_error);
  if (local_error == NULL)
    return step;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return EXM_CAR_ERROR;
}
