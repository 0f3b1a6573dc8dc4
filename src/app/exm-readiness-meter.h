/* exm-readiness-meter.h - a bar with the marks that a number of examples has to pass
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define EXM_TYPE_READINESS_METER (exm_readiness_meter_get_type ())
G_DECLARE_FINAL_TYPE (ExmReadinessMeter, exm_readiness_meter, EXM, READINESS_METER, GtkWidget)

/**
 * ExmReadinessMeter:
 *
 * A trough that fills with the number of ready examples, and three marks on it:
 * the minimum, and the span that is recommended. The scale is stretched where
 * it matters: the way to the minimum takes a sixth of the width although it is
 * a thirtieth of the number. A picture only: its accessible value text says it all.
 */
GtkWidget *exm_readiness_meter_new (void);

/**
 * exm_readiness_meter_set_marks: @minimum < @low < @high, as the catalogue has them.
 */
void exm_readiness_meter_set_marks (ExmReadinessMeter *self,
                                    guint              minimum,
                                    guint              low,
                                    guint              high);

/**
 * exm_readiness_meter_set_value: number of ready examples. O(1), no layout of others.
 */
void exm_readiness_meter_set_value (ExmReadinessMeter *self,
                                    guint              value);

G_END_DECLS
