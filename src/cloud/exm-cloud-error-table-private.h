/* exm-cloud-error-table-private.h - rows of the error table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-cloud-error.h"

G_BEGIN_DECLS

/* A row fits when each of its first four fields is unset or equal. */
typedef struct
{
  guint       http_status; /* 0 any */
  const char *status;      /* NULL any */
  const char *reason;      /* NULL any */
  int         curl_code;   /* 0 any */

  ExmCloudError  code;
  ExmCloudAction action;
  gboolean       transient;
  gboolean       with_details; /* Google's words are added to ours */
  const char    *what;         /* marked for translation, no full stop */
  const char    *advice;       /* nullable, marked for translation */
  const char    *page;         /* nullable: where the console deals with it */
} ExmCloudErrorRow;

/* The first row that fits; the last one fits everything. */
const ExmCloudErrorRow *_exm_cloud_error_lookup (const ExmGoogleProblem *problem);

/* A row for an error made on our side, NULL if the code has none. */
const ExmCloudErrorRow *_exm_cloud_error_row_for_code (ExmCloudError code);

/* For the test that walks through all of them. */
const ExmCloudErrorRow *_exm_cloud_error_rows (guint *n_rows);

G_END_DECLS
