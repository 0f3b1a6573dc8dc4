/* exm-car-private.h - the blocks of a CAR file, and of a Bluesky repository in it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-block-private.h"
#include "exm-posts-private.h"

G_BEGIN_DECLS

/* CARv1 (https://ipld.io/specs/transport/car/carv1/): a header, then blocks, each with
 * its length and its CID. A block whose bytes do not hash to its CID, or that is cut
 * off, is bad; reading goes on with the next one, whose place the length tells. */

typedef enum
{
  EXM_CAR_BLOCK,
  EXM_CAR_BAD,
  EXM_CAR_END,
  EXM_CAR_ERROR,
} ExmCarStep;

typedef struct
{
  ExmBlock *block; /* borrowed */

  /* The present block, borrowed until the next step. */
  guint64       number; /* 1-based */
  const guint8 *digest; /* of its CID, @n_digest bytes */
  gsize         n_digest;
  gboolean      is_cbor;
  const guint8 *data;
  gsize         n_data;
  ExmReason     reason; /* of a bad one */

  /*< private >*/
  gboolean has_begun;
  gboolean is_done;
} ExmCar;

gboolean   _exm_car_begins (const char *data,
                            gsize       len);
void       _exm_car_init (ExmCar   *self,
                          ExmBlock *block);
ExmCarStep _exm_car_next (ExmCar       *self,
                          GCancellable *cancellable,
                          GError      **error);

/* Whose repository it is and under which keys its posts stand: a walk over all blocks
 * (https://atproto.com/specs/repository). 16 bytes a post, no text. */
typedef struct
{
  char   *owner; /* (nullable): a DID */
  GArray *keys;  /* of pairs, sorted */
} ExmRepo;

#define EXM_REPO_KEYS (4 * 1024 * 1024) /* posts whose keys are kept */

ExmRepo *_exm_repo_read (ExmSource    *source,
                         GCancellable *cancellable,
                         GError      **error);
void     _exm_repo_free (ExmRepo *self);

/* (transfer full) (nullable): the at:// address of the post in the present block. */
char *_exm_repo_dup_address (const ExmRepo *self,
                             const ExmCar  *car);

/* Adds the values of the record in the present block to @parser; FALSE: it is no
 * record, or a bad one (@is_bad). */
gboolean _exm_repo_take_record (const ExmCar  *car,
                                ExmPostParser *parser,
                                gboolean      *is_bad);

G_END_DECLS
