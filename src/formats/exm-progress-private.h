/* exm-progress-private.h - progress from a worker to whoever asked for it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-format.h"

G_BEGIN_DECLS

/* Reports about ten times a second. With a context, reports are handed to it, only
 * the newest one waiting; after _exm_meter_stop() none comes any more. */
typedef struct _ExmMeter ExmMeter;

/* @context: (nullable): %NULL = call @func on the worker. */
ExmMeter *_exm_meter_new (ExmProgressFunc func,
                          gpointer        user_data,
                          GMainContext   *context);
void      _exm_meter_unref (ExmMeter *self);
void      _exm_meter_start (ExmMeter *self,
                            guint64   total_bytes,
                            guint64   total_rows);

/* Cheap: call it for each row. */
void _exm_meter_tick (ExmMeter *self,
                      guint64   rows,
                      guint64   quarantined,
                      guint64   bytes);

/* The last report. */
void _exm_meter_stop (ExmMeter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmMeter, _exm_meter_unref)

G_END_DECLS
