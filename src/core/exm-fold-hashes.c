/* exm-fold-hashes.c - the hashes of many posts at once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-columns.h"
#include "exm-fold-private.h"

/* A step of the hash needs the result of the one before, six cycles later; the
 * processor could do four in that time. So four posts go side by side, and one that
 * ends makes room for the next. The hash itself stays what is in the files. */

#define N_LANES 4
#define LANE_CHARS 1024 /* longer posts go alone */

typedef struct
{
  guint64  hash;
  guint32 *at;
  gsize    left;
  gsize    which; /* of the texts */
  guint32  chars[LANE_CHARS];
} Lane;

typedef struct
{
  const char *const *texts;
  const gsize       *lengths;
  guint64           *hashes;
  gsize              n;
  gsize              next;
} Texts;

/* FALSE: there is none left. */
static gboolean
load (Lane  *lane,
      Texts *texts)
{
  while (texts->next < texts->n)
    {
      gsize       which = texts->next++;
      const char *text = texts->texts[which];
      gsize       length = texts->lengths[which];
      gssize      n = length <= LANE_CHARS ? _exm_fold_into (text, length, lane->chars, LANE_CHARS) : -1;

      if (n > 0)
        {
          lane->hash = 0;
          lane->at = lane->chars;
          lane->left = (gsize)n;
          lane->which = which;
          return TRUE;
        }
      texts->hashes[which] = n < 0 ? _exm_fold_hash (text, length) : 0;
    }
  return FALSE;
}

static void
step_all (Lane *lanes,
          gsize n)
{
  guint64        a = lanes[0].hash, b = lanes[1].hash, c = lanes[2].hash, d = lanes[3].hash;
  const guint32 *p = lanes[0].at, *q = lanes[1].at, *r = lanes[2].at, *s = lanes[3].at;

  for (gsize i = 0; i < n; i++)
    {
      a = _exm_fold_step (a, p[i]);
      b = _exm_fold_step (b, q[i]);
      c = _exm_fold_step (c, r[i]);
      d = _exm_fold_step (d, s[i]);
    }
  lanes[0].hash = a;
  lanes[1].hash = b;
  lanes[2].hash = c;
  lanes[3].hash = d;
  for (guint i = 0; i < N_LANES; i++)
    {
      lanes[i].at += n;
      lanes[i].left -= n;
    }
}

static void
finish (Lane  *lane,
        Texts *texts)
{
  for (gsize i = 0; i < lane->left; i++)
    lane->hash = _exm_fold_step (lane->hash, lane->at[i]);
  lane->left = 0;
  texts->hashes[lane->which] = _exm_fold_finish (lane->hash);
}

void
_exm_fold_hashes (const char *const *texts,
                  const gsize       *lengths,
                  guint64           *hashes,
                  gsize              n)
{
  Texts    all = { texts, lengths, hashes, n, 0 };
  Lane     lanes[N_LANES];
  guint    n_lanes = 0;
  gboolean going;

  while (n_lanes < N_LANES && load (&lanes[n_lanes], &all))
    n_lanes++;
  going = n_lanes == N_LANES;
  while (going)
    {
      gsize shortest = MIN (MIN (lanes[0].left, lanes[1].left), MIN (lanes[2].left, lanes[3].left));

      step_all (lanes, shortest);
      for (guint i = 0; i < N_LANES; i++)
        if (lanes[i].left == 0)
          {
            finish (&lanes[i], &all);
            if (!load (&lanes[i], &all))
              going = FALSE;
          }
    }
  for (guint i = 0; i < n_lanes; i++)
    if (lanes[i].left > 0)
      finish (&lanes[i], &all);
}
