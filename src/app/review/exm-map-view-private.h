/* exm-map-view-private.h - the map of posts from inside
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-map-view.h"

#include <adwaita.h>

#include "exm-map.h"

G_BEGIN_DECLS

struct _ExmMapView
{
  GtkWidget parent_instance;

  ExmDataset   *dataset;
  ExmMap       *map;        /* nullable */
  GCancellable *making;     /* while places are looked for */
  GCancellable *reading;    /* of labels */
  GCancellable *looking_up; /* of the current post */
  guint         labels_id;
  guint         places_id;

  GtkWidget      *box;
  GtkWidget      *tools; /* hidden where there is no map */
  GtkStack       *stack;
  AdwStatusPage  *empty;
  GtkWidget      *canvas;
  GtkWidget      *legend;
  GtkWidget      *legend_button;
  GtkLabel       *note;
  GtkProgressBar *progress;
  GtkLabel       *post_label;
  GtkLabel       *post_text;
  GtkWidget      *selection_bar;
  GtkLabel       *selection_label;
  GtkWidget      *label_button;
  GtkWidget      *picker;

  guint renewing : 1; /* a new map is made; the old one is shown until it is ready */
  guint stale : 1;    /* rows changed since the map was begun */
  guint was_measured : 1;
};

/* view-posts.c */
void       _exm_map_view_current (ExmMapView *self);
void       _exm_map_view_selection (ExmMapView *self);
void       _exm_map_view_show_rows (ExmMapView *self);
void       _exm_map_view_picked (ExmMapView *self,
                                 guint       label);
void       _exm_map_view_named (ExmMapView *self,
                                const char *name);
void       _exm_map_view_key_typed (ExmMapView *self,
                                    guint       character);
void       _exm_map_view_install_post_actions (GtkWidgetClass *widget_class);
GtkWidget *_exm_map_view_new_foot (ExmMapView *self);

G_END_DECLS
