/* exm-tuning-remove.h - taking away what tuning has left at Google
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-google.h"

G_BEGIN_DECLS

/* A model that is deployed cannot be deleted, nor an endpoint that has one. So
 * the order is: undeploy, endpoint, model; then objects, then the bucket
 * (https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/deploy/overview).
 * There is no way to delete a tuning job: its record stays.
 *
 * All of these wait (for workers); all are done again without harm: what has
 * gone already counts as removed. Errors: EXM_CLOUD_ERROR as the table in
 * exm-cloud-error.h gives it, G_IO_ERROR_CANCELLED.
 */

/**
 * exm_endpoint_remove:
 * @endpoint: "projects/…/locations/L/endpoints/E"
 *
 * Undeploys every model of the endpoint, waits for that, deletes the endpoint
 * and waits for that.
 *
 * Returns: whether it has gone
 */
gboolean exm_endpoint_remove (ExmGoogle    *google,
                              const char   *endpoint,
                              GCancellable *cancellable,
                              GError      **error);

/**
 * exm_model_remove:
 * @model: "projects/…/locations/L/models/M" or "…/models/M@V"
 *
 * With a version: takes away that version, and the model with it when it was
 * the only one. Continued tuning gives further versions of one model; those of
 * others are left alone. %EXM_CLOUD_ERROR_PRECONDITION while it is deployed.
 *
 * Returns: whether it has gone
 */
gboolean exm_model_remove (ExmGoogle    *google,
                           const char   *model,
                           GCancellable *cancellable,
                           GError      **error);

/**
 * exm_bucket_remove:
 * @bucket: its name
 *
 * Cloud Storage refuses while anything lies in it: %EXM_CLOUD_ERROR_CONFLICT.
 *
 * Returns: whether it has gone
 */
gboolean exm_bucket_remove (ExmGoogle    *google,
                            const char   *bucket,
                            GCancellable *cancellable,
                            GError      **error);

/**
 * exm_resource_exists:
 * @resource: name of a model or an endpoint
 * @exists: (out): whether it is there
 *
 * Returns: %FALSE with @error set when that cannot be told
 */
gboolean exm_resource_exists (ExmGoogle    *google,
                              const char   *resource,
                              gboolean     *exists,
                              GCancellable *cancellable,
                              GError      **error);

/**
 * exm_endpoints_find_by_label, exm_models_find_by_label:
 * @project: project id or number
 * @location: where tuned models live: "us", "eu" or a region
 * @key: label key
 * @value: label value
 *
 * The labels of a tuning job are also on its model and endpoints. Looked for on
 * our side, so that it does not depend on the server's filter.
 *
 * Returns: (transfer container) (element-type utf8) (nullable): resource names
 */
GPtrArray *exm_endpoints_find_by_label (ExmGoogle    *google,
                                        const char   *project,
                                        const char   *location,
                                        const char   *key,
                                        const char   *value,
                                        GCancellable *cancellable,
                                        GError      **error);
GPtrArray *exm_models_find_by_label (ExmGoogle    *google,
                                     const char   *project,
                                     const char   *location,
                                     const char   *key,
                                     const char   *value,
                                     GCancellable *cancellable,
                                     GError      **error);

/**
 * exm_operation_wait:
 * @operation: (nullable): name of a long-running operation, on the host of its
 *   location; %NULL: nothing to wait for
 *
 * Asks for it, less and less often (1 s … 15 s; faster on the practice
 * service), until it is done; its error is ours then. Passing trouble is waited
 * out, ten times in a row at most.
 *
 * Returns: whether it ended well
 */
gboolean exm_operation_wait (ExmGoogle    *google,
                             const char   *operation,
                             GCancellable *cancellable,
                             GError      **error);

G_END_DECLS
