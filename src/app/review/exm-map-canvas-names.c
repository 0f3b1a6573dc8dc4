/* exm-map-canvas-names.c - where on the map each label is at home
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-map-canvas-private.h"

#include <math.h>

/* Cells a side for finding where a label is at home. */
#define HOME_CELLS 20

static void
clear_name (gpointer data)
{
  g_free (((ExmMapName *)data)->name);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  const ExmMapName *x = a;
  const ExmMapName *y = b;

  return x->count != y->count ? (x->count < y->count) - (x->count > y->count) : (x->label > y->label) - (x->label < y->label);
}

typedef struct
{
  guint  counts[HOME_CELLS * HOME_CELLS];
  guint  best; /* cell */
  double x, y; /* sums of the posts in it */
} Home;

static guint
find_cell (float x,
           float y)
{
  return (guint)CLAMP ((y + 1) * HOME_CELLS / 2, 0, HOME_CELLS - 1) * HOME_CELLS + (guint)CLAMP ((x + 1) * HOME_CELLS / 2, 0, HOME_CELLS - 1);
}

/* Of each label that has a name on the map, the middle of its posts in the cell that has
 * most of them. Twice over the points, whatever the number of names: it is done on the
 * main thread with each edit of a label. */
void
_exm_map_canvas_find_homes (ExmMapCanvas *self)
{
  const guint        n_names = MIN (self->names->len, EXM_MAP_NAMES);
  const float       *xy = self->map->xy;
  g_autofree guint8 *name_of = g_malloc0 (EXM_MAP_GONE + 1); /* of a label; 0 = none, else 1 more than its index */
  g_autofree Home   *homes = g_new0 (Home, EXM_MAP_NAMES + 1);

  for (guint i = 0; i < n_names; i++)
    name_of[g_array_index (self->names, ExmMapName, i).label] = (guint8)(i + 1);
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < self->map->n; i++)
      {
        Home *home = &homes[name_of[self->labels[i]]];
        guint cell;

        if (home == homes || isnan (xy[2 * i]))
          continue;
        cell = find_cell (xy[2 * i], xy[2 * i + 1]);
        if (pass == 0)
          {
            if (++home->counts[cell] > home->counts[home->best])
              home->best = cell;
          }
        else if (cell == home->best)
          {
            home->x += xy[2 * i];
            home->y += xy[2 * i + 1];
          }
      }
  for (guint i = 0; i < n_names; i++)
    {
      ExmMapName  *name = &g_array_index (self->names, ExmMapName, i);
      const Home  *home = &homes[i + 1];
      const double count = MAX (home->counts[home->best], 1);

      name->x = (float)(home->x / count);
      name->y = (float)(home->y / count);
    }
}

void
_exm_map_canvas_find_names (ExmMapCanvas *self,
                            ExmDataset   *dataset)
{
  g_autofree guint *counts = g_new0 (guint, EXM_MAP_GONE + 1);

  g_array_set_size (self->names, 0);
  for (guint i = 0; i < self->map->n; i++)
    counts[self->labels[i]]++;
  for (guint label = 1; label < EXM_MAP_GONE; label++)
    {
      ExmLabel  *known = counts[label] > 0 ? exm_dataset_get_label (dataset, (ExmLabelId)label) : NULL;
      ExmMapName name = { .label = (ExmLabelId)label, .count = counts[label] };

      if (known == NULL)
        continue;
      name.name = g_strdup (exm_label_get_name (known));
      g_array_append_val (self->names, name);
    }
  g_array_sort (self->names, compare_names);
  _exm_map_canvas_find_homes (self);
}

GArray *
_exm_map_canvas_new_names (void)
{
  GArray *names = g_array_new (FALSE, TRUE, sizeof (ExmMapName));

  g_array_set_clear_func (names, clear_name);
  return names;
}
