#!/usr/bin/env python3
"""Writes src/nn/golden/layers.safetensors: what PyTorch computes for every layer, loss and update of src/nn.

    apt-get install python3-torch && /usr/bin/python3 tools/make_nn_golden.py

Names are "<case>.<what>"; weights are written in the layout of src/nn (input-major, gates i, f, g, o).
Made with PyTorch 1.13 on one thread; other versions may differ in the last bits, which the tests allow for.
"""
import json
import pathlib
import struct

import torch
import torch.nn.functional as F

torch.manual_seed(7)
torch.set_num_threads(1)
golden = {}


def keep(case, **tensors):
    for name, value in tensors.items():
        golden[f"{case}.{name}"] = torch.as_tensor(value, dtype=torch.float32).detach().contiguous().clone()


def leaf(*shape, scale=1.0):
    return (torch.randn(*shape) * scale).requires_grad_()


def backward(case, inputs, y, d_y=None):
    """Keeps inputs, output, a random gradient of the output and what it becomes at the inputs."""
    d_y = torch.randn_like(y) if d_y is None else d_y
    gradients = torch.autograd.grad(y, list(inputs.values()), d_y)
    keep(case, y=y, d_y=d_y, **inputs, **{"d_" + name: g for name, g in zip(inputs, gradients)})


def linear():
    x, weight, bias = leaf(5, 7), leaf(7, 3), leaf(3)
    backward("linear", dict(x=x, weight=weight, bias=bias), F.linear(x, weight.t(), bias))


def activations():
    for name, f in dict(relu=F.relu, sigmoid=torch.sigmoid, tanh=torch.tanh, softplus=F.softplus).items():
        x = leaf(40, scale=4.0)
        backward(name, dict(x=x), f(x))


def layer_norm():
    x, gain, bias = leaf(6, 9, scale=3.0), leaf(9), leaf(9)
    backward("layer_norm", dict(x=x, gain=gain, bias=bias), F.layer_norm(x, (9,), gain, bias))


def embedding():
    ids = torch.tensor([3, 0, 3, 1, 4])
    table = leaf(5, 4)
    backward("embedding", dict(table=table), F.embedding(ids, table))
    keep("embedding", ids=ids)


first = [0, 3, 5, 5, 9, 10]  # five sensors; the third listens to nobody
sender = [1, 2, 4, 0, 3, 0, 1, 2, 4, 3]


def neighbours():
    keep("neighbours", first=first, sender=sender)
    x, edge_weight = leaf(5, 6), leaf(10)
    rows = [sum((edge_weight[e] * x[sender[e]] for e in range(first[i], first[i + 1])), torch.zeros(6)) for i in range(5)]
    backward("neighbour_sum", dict(x=x, edge_weight=edge_weight), torch.stack(rows))
    x, to_score, from_score = leaf(5, 6), leaf(5), leaf(5)
    rows = []
    for i in range(5):
        ids = sender[first[i]:first[i + 1]]
        alpha = F.softmax(F.leaky_relu(to_score[i] + from_score[ids], 0.2), dim=0)
        rows.append(alpha @ x[ids] if ids else torch.zeros(6))
    backward("attention", dict(x=x, to_score=to_score, from_score=from_score), torch.stack(rows))


def losses():
    logit, target, weight = leaf(30, scale=3.0), (torch.rand(30) < 0.4).float(), torch.rand(30).round(decimals=1)
    loss = F.binary_cross_entropy_with_logits(logit, target, weight, pos_weight=torch.tensor(4.0), reduction="sum") / 30
    backward("bce", dict(logit=logit), loss, torch.tensor(1.0))
    keep("bce", target=target, weight=weight)
    value, target = leaf(30, scale=2.0), torch.randn(30)
    backward("huber", dict(value=value), F.huber_loss(value, target, delta=0.7), torch.tensor(1.0))
    keep("huber", target=target)
    mean, log_variance, target = leaf(30), leaf(30, scale=3.0), torch.randn(30)
    v = log_variance.clamp(-4, 3)
    loss = F.gaussian_nll_loss(mean, target, v.exp(), eps=1e-12)
    backward("nll", dict(mean=mean, log_variance=log_variance), loss, torch.tensor(1.0))
    keep("nll", target=target)


def our_layout(module):
    """weight [I+H, 4H] and bias [4H] of torch.nn.LSTM or LSTMCell as src/nn has them, and the four parameters they come from."""
    names = [n for n, _ in module.named_parameters()]
    w_ih, w_hh, b_ih, b_hh = (dict(module.named_parameters())[n] for n in names)
    return torch.cat([w_ih.t(), w_hh.t()]), b_ih + b_hh, (w_ih, w_hh, b_ih, b_hh)


def lstm():
    T, B, I, H = 7, 5, 3, 6
    cell = torch.nn.LSTMCell(I, H)
    weight, bias, (w_ih, w_hh, b_ih, _) = our_layout(cell)
    x, h0, c0 = leaf(T, B, I), leaf(B, H, scale=0.5), leaf(B, H)
    hs, cs = [h0], [c0]
    for t in range(T):
        h, c = cell(x[t], (hs[-1], cs[-1]))
        hs.append(h)
        cs.append(c)
    h_all, c_all = torch.stack(hs), torch.stack(cs)
    d_h, d_c = torch.randn(T + 1, B, H), torch.randn(B, H)
    d_h[0] = 0
    g = torch.autograd.grad([h_all, cs[-1]], [x, h0, c0, w_ih, w_hh, b_ih], [d_h, d_c])
    keep("lstm", x=x, weight=weight, bias=bias, h=h_all, c=c_all, d_h=d_h, d_c=d_c, d_x=g[0], d_h0=g[1], d_c0=g[2],
         d_weight=torch.cat([g[3].t(), g[4].t()]), d_bias=g[5])


def schedule():
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimiser = torch.optim.AdamW([parameter])
    one_cycle = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=6e-3, total_steps=40)
    rates, betas = [], []
    for step in range(40):
        group = optimiser.param_groups[0]
        rates.append(group["lr"])
        betas.append(group["betas"][0])
        optimiser.step()
        if step < 39:
            one_cycle.step()
    keep("one_cycle", rate=rates, beta1=betas)


def training():
    """An LSTM and a linear head learn whether the sum of the inputs so far is positive: AdamW, one cycle, clipping."""
    T, B, I, H, steps = 12, 6, 2, 5, 30
    lstm_layer, head = torch.nn.LSTM(I, H), torch.nn.Linear(H, 1)
    with torch.no_grad():
        lstm_layer.bias_hh_l0.zero_()  # src/nn has one bias
    lstm_layer.bias_hh_l0.requires_grad_(False)
    weight, bias, _ = our_layout(lstm_layer)
    x = torch.randn(T, B, I)
    target = (x.sum(2).cumsum(0) > 0).float()
    keep("training", x=x, target=target, weight=weight, bias=bias, head_weight=head.weight.t(), head_bias=head.bias)
    parameters = [p for p in [*lstm_layer.parameters(), *head.parameters()] if p.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=0.1, weight_decay=1e-3)
    one_cycle = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=0.1, total_steps=steps)
    losses, norms = [], []
    for step in range(steps):
        optimiser.zero_grad()
        loss = F.binary_cross_entropy_with_logits(head(lstm_layer(x)[0])[..., 0], target, pos_weight=torch.tensor(2.0))
        loss.backward()
        norms.append(torch.nn.utils.clip_grad_norm_(parameters, 0.25).item())
        optimiser.step()
        if step + 1 < steps:
            one_cycle.step()
        losses.append(loss.item())
    weight, bias, _ = our_layout(lstm_layer)
    keep("training", loss=losses, norm=norms, trained_weight=weight, trained_bias=bias, trained_head_weight=head.weight.t(),
         trained_head_bias=head.bias)


def write(path):
    header, data = {"__metadata__": {"made_with": f"torch {torch.__version__}"}}, b""
    for name, tensor in golden.items():
        values = tensor.flatten().tolist()
        block = struct.pack(f"<{len(values)}f", *values)
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(block)]}
        data += block
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


for case in (linear, activations, layer_norm, embedding, neighbours, losses, lstm, schedule, training):
    case()
write(pathlib.Path(__file__).resolve().parent.parent / "src" / "nn" / "golden" / "layers.safetensors")
