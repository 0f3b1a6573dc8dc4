/* exm-map.h - the posts of a dataset as points on a plane
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-dataset.h"

G_BEGIN_DECLS

/**
 * EXM_MAP_MAX:
 *
 * So many posts at most are on a map; of more, as many are taken evenly over the list.
 */
#define EXM_MAP_MAX 100000

/**
 * ExmMap:
 * @n: points
 * @n_posts: posts of the dataset when it was made; more than @n = a sample
 * @ids: (array length=n): their rows, in list order
 * @xy: (array length=2n): x and y of each, within −1 … 1; NaN = not placed yet
 *
 * Immutable, refcounted, any thread. Labels are not in it: they change, places do not.
 */
typedef struct
{
  guint     n;
  guint     n_posts;
  ExmRowId *ids;
  float    *xy;
} ExmMap;

/**
 * exm_map_new_points: room for @n points, to be filled before anybody else sees it.
 */
ExmMap *exm_map_new_points (guint n);
ExmMap *exm_map_ref (ExmMap *self);
void    exm_map_unref (ExmMap *self);

/**
 * ExmMapFunc:
 * @fraction: 0 … 1
 * @map: (nullable): what the map looks like so far; take a reference to keep it
 *
 * On the thread that asked for the map, through its main context.
 */
typedef void (*ExmMapFunc) (double   fraction,
                            ExmMap  *map,
                            gpointer user_data);

/**
 * exm_map_new_async:
 * @func: (nullable): told how it goes until the callback is called; not after
 *   @cancellable was cancelled
 *
 * Reads the posts and lays them out, see exm_map_layout_new(); the same posts give the
 * same map. In a thread of its own; some seconds for 100,000 posts.
 */
void    exm_map_new_async (ExmDataset         *dataset,
                           ExmMapFunc          func,
                           gpointer            func_data,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data);
ExmMap *exm_map_new_finish (ExmDataset   *dataset,
                            GAsyncResult *result,
                            GError      **error);
ExmMap *exm_map_new_sync (ExmDataset   *dataset,
                          GCancellable *cancellable,
                          GError      **error);

/**
 * exm_map_read_labels_async: the labels that the points have now, 0 = none.
 *
 * In a thread of its own: a millisecond for 100,000 points.
 *
 * Returns at finish: (transfer full) (array): ExmLabelId of each point of @map;
 *   %G_MAXUINT16 where the row is gone
 */
void        exm_map_read_labels_async (ExmDataset         *dataset,
                                       ExmMap             *map,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
ExmLabelId *exm_map_read_labels_finish (ExmDataset   *dataset,
                                        GAsyncResult *result,
                                        GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmMap, exm_map_unref)

G_END_DECLS
