/* exm-cbor-private.h - a cursor over DAG-CBOR
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-json-scan.h"

G_BEGIN_DECLS

/* RFC 8949 as https://ipld.io/specs/codecs/dag-cbor/spec/ narrows it: all lengths are
 * given, keys are texts, tag 42 is a link. The first fault sticks: from then on each
 * call returns FALSE. Nothing is allocated; depth is bounded. */
typedef struct
{
  const guint8 *at;
  const guint8 *end;
  gboolean      is_bad;
} ExmCbor;

/* Each takes the next value; FALSE, and the cursor is bad, when it is another one. */
gboolean _exm_cbor_enter_map (ExmCbor *self,
                              guint64 *n);
gboolean _exm_cbor_enter_array (ExmCbor *self,
                                guint64 *n);
gboolean _exm_cbor_text (ExmCbor     *self,
                         ExmJsonText *text);
gboolean _exm_cbor_bytes (ExmCbor     *self,
                          ExmJsonText *bytes);
gboolean _exm_cbor_uint (ExmCbor *self,
                         guint64 *value);

/* A link: the CID's bytes. */
gboolean _exm_cbor_link (ExmCbor     *self,
                         ExmJsonText *cid);
gboolean _exm_cbor_skip (ExmCbor *self);

/* What comes: CBOR's major type, 8 = the end or bad. */
guint _exm_cbor_peek (const ExmCbor *self);

#define EXM_CBOR_UINT 0
#define EXM_CBOR_BYTES 2
#define EXM_CBOR_TEXT 3
#define EXM_CBOR_ARRAY 4
#define EXM_CBOR_MAP 5
#define EXM_CBOR_TAG 6
#define EXM_CBOR_NOTHING 8

G_END_DECLS
