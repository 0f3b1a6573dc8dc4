/* exm-crc32c.h - CRC-32C, the checksum that Cloud Storage keeps of each object
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * exm_crc32c_extend:
 * @crc: checksum of what came before, 0 at the start
 * @data: more bytes
 * @length: their number
 *
 * CRC-32C (Castagnoli), RFC 3720 §12.1 and appendix B.4. Uses the processor's
 * crc32 instruction where there is one.
 *
 * Returns: the checksum of all bytes so far
 */
guint32 exm_crc32c_extend (guint32       crc,
                           gconstpointer data,
                           gsize         length);

/**
 * exm_crc32c_extend_portable:
 *
 * The same without the instruction (slicing-by-8 tables).
 */
guint32 exm_crc32c_extend_portable (guint32       crc,
                                    gconstpointer data,
                                    gsize         length);

/**
 * exm_crc32c_to_base64:
 *
 * Returns: (transfer full): @crc as Cloud Storage writes it: big-endian bytes
 *   in base64, 8 characters
 */
char *exm_crc32c_to_base64 (guint32 crc);

/**
 * exm_crc32c_from_base64:
 * @text: (nullable): as Cloud Storage writes it
 * @crc: (out): the checksum
 *
 * Returns: whether @text is such a value
 */
gboolean exm_crc32c_from_base64 (const char *text,
                                 guint32    *crc);

G_END_DECLS
