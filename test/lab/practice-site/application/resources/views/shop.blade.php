<!doctype html>
<title>{{ config('app.name') }}</title>
<h1>{{ config('app.name') }}</h1>
<p>{{ $products }} products, {{ $orders }} orders.</p>
