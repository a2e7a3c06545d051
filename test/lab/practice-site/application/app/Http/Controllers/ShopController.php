<?php

namespace App\Http\Controllers;

use Illuminate\Routing\Controller;
use Illuminate\Support\Facades\DB;

class ShopController extends Controller
{
    public function index()
    {
        return view('shop', ['products' => DB::table('products')->count(), 'orders' => DB::table('orders')->count()]);
    }
}
