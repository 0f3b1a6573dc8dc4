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

/* The middle of the posts of a label in the cell that has most of them. */
static void
find_home (ExmMapCanvas *self,
           ExmMapName   *name)
{
  guint  counts[HOME_CELLS * HOME_CELLS] = { 0 };
  guint  best = 0;
  double sum_x = 0, sum_y = 0;

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < self->map->n; i++)
      {
        const float x = self->map->xy[2 * i];
        const float y = self->map->xy[2 * i + 1];
        guint       cell;

        if (self->labels[i] != name->label || isnan (x))
          continue;
        cell = (guint)CLAMP ((y + 1) * HOME_CELLS / 2, 0, HOME_CELLS - 1) * HOME_CELLS + (guint)CLAMP ((x + 1) * HOME_CELLS / 2, 0, HOME_CELLS - 1);
        if (pass == 0)
          {
            counts[cell]++;
            if (counts[cell] > counts[best])
              best = cell;
          }
        else if (cell == best)
          {
            sum_x += x;
            sum_y += y;
          }
      }
  name->x = (float)(sum_x / MAX (counts[best], 1));
  name->y = (float)(sum_y / MAX (counts[best], 1));
}

void
_exm_map_canvas_find_homes (ExmMapCanvas *self)
{
  for (guint i = 0; i < MIN (self->names->len, EXM_MAP_NAMES); i++)
    find_home (self, &g_array_index (self->names, ExmMapName, i));
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
