/* exm-practice-hash.c - the checksums of Cloud Storage
 *
 * CRC-32C (Castagnoli, reflected polynomial 0x82F63B78; RFC 3720 appendix B.4),
 * eight bytes a step by tables, written big-endian in base64.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-practice"

#include "config.h"

#include "exm-practice-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static guint32 tables[8][256];

static void
make_tables (void)
{
  for (guint i = 0; i < 256; i++)
    {
      guint32 c = i;

      for (guint k = 0; k < 8; k++)
        c = (c & 1) != 0 ? (c >> 1) ^ 0x82F63B78u : c >> 1;
      tables[0][i] = c;
    }
  for (guint t = 1; t < 8; t++)
    for (guint i = 0; i < 256; i++)
      tables[t][i] = (tables[t - 1][i] >> 8) ^ tables[0][tables[t - 1][i] & 0xFF];
}

guint32
_exm_practice_crc32c (guint32 crc, const guint8 *data, gsize size)
{
  static gsize ready = 0;

  if (g_once_init_enter (&ready))
    {
      make_tables ();
      g_once_init_leave (&ready, 1);
    }
  crc = ~crc;
  for (; size >= 8; data += 8, size -= 8)
    {
      guint32 low = crc ^ ((guint32)data[0] | (guint32)data[1] << 8 | (guint32)data[2] << 16 | (guint32)data[3] << 24);

      crc = tables[7][low & 0xFF] ^ tables[6][(low >> 8) & 0xFF] ^ tables[5][(low >> 16) & 0xFF] ^ tables[4][low >> 24] ^ tables[3][data[4]] ^ tables[2][data[5]] ^ tables[1][data[6]] ^ tables[0][data[7]];
    }
  for (; size > 0; data++, size--)
    crc = (crc >> 8) ^ tables[0][(crc ^ *data) & 0xFF];
  return ~crc;
}

char *
_exm_practice_crc32c_text (guint32 crc)
{
  crc = GUINT32_TO_BE (crc);
  return g_base64_encode ((const guchar *)&crc, sizeof crc);
}

gboolean
_exm_practice_hash_file (const char *path, char **crc32c, char **md5, guint64 *size)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_MD5);
  g_autofree guint8 *buffer = g_malloc (1 << 20);
  guint8             digest[16];
  gsize              digest_size = sizeof digest;
  guint32            crc = 0;
  gssize             n;
  int                fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);

  if (fd < 0)
    return FALSE;
  *size = 0;
  while ((n = read (fd, buffer, 1 << 20)) > 0 || (n < 0 && errno == EINTR))
    {
      if (n < 0)
        continue;
      crc = _exm_practice_crc32c (crc, buffer, (gsize)n);
      g_checksum_update (checksum, buffer, n);
      *size += (guint64)n;
    }
  close (fd);
  g_checksum_get_digest (checksum, digest, &digest_size);
  *crc32c = _exm_practice_crc32c_text (crc);
  *md5 = g_base64_encode (digest, digest_size);
  return n == 0;
}
